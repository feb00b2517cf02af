// Shows the OpenAPI document of this service; no other host is contacted.

// "Execute" sends the content of all fields. Examples of optional parameters would filter every result to nothing.
function withoutOptionalExamples(document) {
  const shared = Object.values(document.components.parameters ?? {});
  const own = Object.values(document.paths).flatMap((path) =>
    Object.values(path).flatMap((operation) => operation.parameters ?? []),
  );
  for (const parameter of [...shared, ...own]) {
    if (parameter.required || !parameter.schema) continue;
    for (const described of [parameter, parameter.schema, parameter.schema.items ?? {}]) {
      delete described.example;
      delete described.examples;
    }
  }
  return document;
}

const optionalFieldsBeginEmpty = () => ({
  statePlugins: {
    spec: {
      wrapActions: {
        updateJsonSpec: (update) => (document) => update(withoutOptionalExamples(document)),
      },
    },
  },
});

// Swagger UI prepares the whole document again for each operation of OpenAPI 3.1 that is opened. All references of this
// document lead into the document, so that few lines replace them for one operation.
function withoutReferences(node, document, ancestors) {
  if (Array.isArray(node)) return node.map((item) => withoutReferences(item, document, ancestors));
  if (node === null || typeof node !== "object") return node;
  if (typeof node.$ref === "string" && !ancestors.includes(node.$ref)) {
    const { $ref, ...others } = node;
    const target = $ref.slice(2).split("/").reduce((found, step) => found[step], document);
    return { ...withoutReferences(target, document, [...ancestors, $ref]), ...others, $$ref: $ref };
  }
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withoutReferences(value, document, ancestors)]),
  );
}

const operationsOpenFast = () => ({
  fn: {
    resolveSubtree: async (document, path) => ({
      errors: [],
      spec: withoutReferences(path.reduce((node, step) => node?.[step], document) ?? null, document, []),
    }),
  },
});

SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#contract",
  plugins: [optionalFieldsBeginEmpty, operationsOpenFast],
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "none",
  filter: true,
  defaultModelsExpandDepth: -1,
  defaultModelExpandDepth: 3,
  tryItOutEnabled: true,
  validatorUrl: null,
});
