/** Set by the build: release builds close the shadow root, test builds open it. */
declare const SHADOW_MODE: ShadowRootMode;

declare module "*.css" {
  const text: string;
  export default text;
}
