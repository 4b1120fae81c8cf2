"""The shapes on the wire: one model per thing, the source of the OpenAPI document."""
