// Types of what goes over the wire, from the OpenAPI document on standard input to standard output.
// Its schemas are JSON Schema; a generator for OpenAPI would want the compiler API that
// TypeScript 7 no longer has.
import { json } from "node:stream/consumers";
import { compile } from "json-schema-to-typescript";

const { schemas } = (await json(process.stdin)).components;
for (const each of Object.values(schemas)) delete each.oneOf; // what each spider takes; to the panel there is one
const schema = JSON.parse(JSON.stringify({ $defs: schemas }), (name, value) =>
  name === "$ref"
    ? value.replace("#/components/schemas/", "#/$defs/")
    : name === "title" && typeof value === "string" // it would name a type for every field
      ? undefined
      : value,
);
const types = await compile(schema, "Wire", {
  additionalProperties: false,
  bannerComment: "/* Made from the OpenAPI document by `make types`. */",
  style: { printWidth: 100 },
  unreachableDefinitions: true,
});
process.stdout.write(
  types
    .replace(/\nexport interface Wire \{.*?\n\}/s, "")
    .replace(/\n \* (This interface was referenced by|via the `definition`) .*/g, "")
    .replace(/\n \*(\n \*\/)/g, "$1"),
);
