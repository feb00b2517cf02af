# The program of docs/generated-clients.md in Ruby. Each line of its output is a fact that the run compares.
require "capaian"
require "uri"

url = URI(ENV.fetch("CAPAIAN_URL"))
Capaian.configure do |config|
  config.scheme = url.scheme
  config.host = "#{url.host}:#{url.port}"
  config.base_path = ""
  config.server_index = nil
  config.api_key["X-API-Key"] = ENV.fetch("CAPAIAN_KEY")
end

targets = Capaian::TargetsApi.new
filter = { status: [Capaian::RecordStatus::PUBLISHED], limit: 4 }
page = targets.list_targets(filter)
puts "first page: #{page.data.length}"
ids = page.data.map(&:id)
pages = 1
while page.meta.has_more
  page = targets.list_targets(filter.merge(cursor: page.meta.next_cursor))
  ids += page.data.map(&:id)
  pages += 1
end
puts "all pages: #{ids.uniq.length} in #{pages}"

body = Capaian::TargetInput.new(
  indicator: "umkm-onboarded",
  nature: Capaian::Nature::STOCK,
  period: ENV.fetch("CAPAIAN_PERIOD"),
  value: 40_000_000,
  institution: "kemenkop-ukm",
  stated_on: "2022-06-01",
  citations: [Capaian::CitationInput.new(source: "antara-2021-01-11", locator: "paragraph 3")]
)
key = "generated-#{ENV.fetch('CAPAIAN_PERIOD')}"
first = targets.create_target(body, idempotency_key: key)
second, _status, headers = targets.create_target_with_http_info(body, idempotency_key: key)
puts "created: #{first.id}"
puts "repeated: #{second.id} #{headers['idempotent-replayed']}"

begin
  targets.create_target(Capaian::TargetInput.build_from_hash(body.to_hash.merge(period: "2022-13")))
rescue Capaian::ApiError => e
  problem = Capaian::Problem.build_from_hash(JSON.parse(e.response_body, symbolize_names: true))
  puts "problem: #{problem.status} #{problem.type} #{problem.errors.first.pointer}"
end

puts "changes: #{Capaian::ChangesApi.new.list_changes(limit: 5).data.length}"
file = Capaian::ExportsApi.new.export_targets_csv
puts "csv: #{File.read(file.path, encoding: 'bom|utf-8').split(',').first}"
