import capaian.client.ApiClient;
import capaian.client.ApiException;
import capaian.client.ApiResponse;
import capaian.client.api.ChangesApi;
import capaian.client.api.ExportsApi;
import capaian.client.api.TargetsApi;
import capaian.client.api.TargetsApi.APICreateTargetRequest;
import capaian.client.api.TargetsApi.APIListTargetsRequest;
import capaian.client.model.CitationInput;
import capaian.client.model.Nature;
import capaian.client.model.Problem;
import capaian.client.model.RecordStatus;
import capaian.client.model.Target;
import capaian.client.model.TargetInput;
import capaian.client.model.TargetPage;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The program of docs/generated-clients.md in Java. Each line of its output is a fact that the run compares. */
public class Main {
  public static void main(String[] arguments) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(System.getenv("CAPAIAN_URL"));
    client.setRequestInterceptor(request -> request.header("X-API-Key", System.getenv("CAPAIAN_KEY")));
    TargetsApi targets = new TargetsApi(client);

    TargetPage page = targets.listTargets(list().build());
    System.out.println("first page: " + page.getData().size());
    Set<UUID> ids = new HashSet<>();
    int pages = 1;
    while (true) {
      page.getData().forEach(target -> ids.add(target.getId()));
      if (!page.getMeta().getHasMore()) {
        break;
      }
      page = targets.listTargets(list().cursor(page.getMeta().getNextCursor()).build());
      pages++;
    }
    System.out.println("all pages: " + ids.size() + " in " + pages);

    String period = System.getenv("CAPAIAN_PERIOD");
    TargetInput body = new TargetInput()
        .indicator("umkm-onboarded")
        .nature(Nature.STOCK)
        .period(period)
        .value(40_000_000.0)
        .institution("kemenkop-ukm")
        .statedOn(LocalDate.of(2022, 6, 1))
        .citations(List.of(new CitationInput().source("antara-2021-01-11").locator("paragraph 3")));
    APICreateTargetRequest request =
        APICreateTargetRequest.newBuilder().targetInput(body).idempotencyKey("generated-" + period).build();
    Target first = targets.createTarget(request);
    ApiResponse<Target> second = targets.createTargetWithHttpInfo(request);
    System.out.println("created: " + first.getId());
    System.out.println(
        "repeated: " + second.getData().getId() + " " + second.getHeaders().get("idempotent-replayed").get(0));

    try {
      targets.createTarget(APICreateTargetRequest.newBuilder().targetInput(body.period("2022-13")).build());
    } catch (ApiException error) {
      Problem problem = client.getObjectMapper().readValue(error.getResponseBody(), Problem.class);
      System.out.println(
          "problem: " + problem.getStatus() + " " + problem.getType() + " " + problem.getErrors().get(0).getPointer());
    }

    var changes = new ChangesApi(client).listChanges(ChangesApi.APIListChangesRequest.newBuilder().limit(5).build());
    System.out.println("changes: " + changes.getData().size());
    var file = new ExportsApi(client)
        .exportTargetsCsv(ExportsApi.APIExportTargetsCsvRequest.newBuilder().build());
    System.out.println("csv: " + Files.readString(file.toPath()).replace("\ufeff", "").split(",")[0]);
  }

  private static APIListTargetsRequest.Builder list() {
    return APIListTargetsRequest.newBuilder().status(List.of(RecordStatus.PUBLISHED)).limit(4);
  }
}
