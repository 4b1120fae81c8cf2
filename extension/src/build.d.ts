/** Set by the build: release builds close the shadow root, test builds open it. */
declare const SHADOW_MODE: ShadowRootMode;
/** The English messages, where there is no browser to ask for a reader's own; else null. */
declare const MESSAGES: Record<string, string> | null;

declare module "*.css" {
  const text: string;
  export default text;
}
