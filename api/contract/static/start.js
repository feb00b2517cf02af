// Shows the contract of this very service; nothing is asked of any other host.

// "Execute" sends what stands in the fields. An example of what may be left out would narrow every answer to nothing.
function withoutOptionalExamples(contract) {
  const shared = Object.values(contract.components.parameters ?? {});
  const own = Object.values(contract.paths).flatMap((path) =>
    Object.values(path).flatMap((operation) => operation.parameters ?? []),
  );
  for (const parameter of [...shared, ...own]) {
    if (parameter.required || !parameter.schema) continue;
    for (const described of [parameter, parameter.schema, parameter.schema.items ?? {}]) {
      delete described.example;
      delete described.examples;
    }
  }
  return contract;
}

const optionalFieldsBeginEmpty = () => ({
  statePlugins: {
    spec: {
      wrapActions: {
        updateJsonSpec: (update) => (contract) => update(withoutOptionalExamples(contract)),
      },
    },
  },
});

SwaggerUIBundle({
  // Swagger UI takes three times as long to unfold the same contract in OpenAPI 3.1.
  url: "openapi-3.0.json",
  dom_id: "#contract",
  plugins: [optionalFieldsBeginEmpty],
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  defaultModelExpandDepth: 3,
  tryItOutEnabled: true,
  validatorUrl: null,
});
