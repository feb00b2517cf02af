import { defineConfig } from "orval";

export default defineConfig({
  capaian: {
    input: {
      target: "../openapi.yaml",
      override: {
        // The code for a body that is a file or a form does not compile. Imports are sent as a file.
        transformer: (document: any) => {
          delete document.paths["/v1/imports"].post.requestBody.content["multipart/form-data"];
          return document;
        },
      },
    },
    // A response is a union by status, so that the types of a 422 are those of a problem.
    output: {
      target: "capaian/index.ts",
      client: "fetch",
      mode: "split",
      baseUrl: { runtime: "process.env.CAPAIAN_URL" },
    },
  },
});
