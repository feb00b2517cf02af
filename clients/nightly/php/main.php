<?php
// The program of docs/generated-clients.md in PHP. Each line of its output is a fact that the run compares.

use Capaian\Api\{ChangesApi, ExportsApi, TargetsApi};
use Capaian\{ApiException, Configuration};
use Capaian\Model\{CitationInput, Nature, RecordStatus, TargetInput};

require __DIR__ . '/autoload.php';

$configuration = (new Configuration())->setHost(getenv('CAPAIAN_URL'))->setApiKey('X-API-Key', getenv('CAPAIAN_KEY'));
$http = new GuzzleHttp\Client();
$targets = new TargetsApi($http, $configuration);

$page = $targets->listTargets(limit: 4, status: [RecordStatus::PUBLISHED]);
echo 'first page: ', count($page->getData()), "\n";
$ids = array_map(fn ($target) => $target->getId(), $page->getData());
$pages = 1;
while ($page->getMeta()->getHasMore()) {
    $cursor = $page->getMeta()->getNextCursor();
    $page = $targets->listTargets(limit: 4, cursor: $cursor, status: [RecordStatus::PUBLISHED]);
    array_push($ids, ...array_map(fn ($target) => $target->getId(), $page->getData()));
    $pages++;
}
echo 'all pages: ', count(array_unique($ids)), " in $pages\n";

$citation = new CitationInput(['source' => 'antara-2021-01-11', 'locator' => 'paragraph 3']);
$body = new TargetInput([
    'indicator' => 'umkm-onboarded',
    'nature' => Nature::STOCK,
    'period' => getenv('CAPAIAN_PERIOD'),
    'value' => 40_000_000,
    'institution' => 'kemenkop-ukm',
    'stated_on' => new DateTime('2022-06-01'),
    'citations' => [$citation],
]);
$key = 'generated-' . getenv('CAPAIAN_PERIOD');
$first = $targets->createTarget($body, $key);
[$second, , $headers] = $targets->createTargetWithHttpInfo($body, $key);
echo 'created: ', $first->getId(), "\n";
echo 'repeated: ', $second->getId(), ' ', array_change_key_case($headers)['idempotent-replayed'][0], "\n";

try {
    $targets->createTarget($body->setPeriod('2022-13'));
} catch (ApiException $error) {
    $problem = $error->getResponseObject();
    echo 'problem: ', $problem->getStatus(), ' ', $problem->getType(), ' ', $problem->getErrors()[0]->getPointer(), "\n";
}

echo 'changes: ', count((new ChangesApi($http, $configuration))->listChanges(limit: 5)->getData()), "\n";
$file = (new ExportsApi($http, $configuration))->exportTargetsCsv();
echo 'csv: ', explode(',', ltrim($file->fread(2000), "\u{feff}"))[0], "\n";
