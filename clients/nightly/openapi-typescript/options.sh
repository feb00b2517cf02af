# A field with a default is optional in requests, not required.
openapi-typescript ../openapi.yaml --default-non-nullable=false --output capaian.ts
