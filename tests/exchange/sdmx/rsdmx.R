# Reads structures and data with rsdmx and writes them as CSV into the current folder. Argument: the URL of SDMX-REST 1.5.
suppressMessages(library(rsdmx))
url <- commandArgs(trailingOnly = TRUE)[1]
write <- function(data, name) write.csv(data, paste0(name, ".csv"), row.names = FALSE, na = "", fileEncoding = "UTF-8")

addSDMXServiceProvider(SDMXServiceProvider(
  agencyId = "CAPAIAN", name = "Capaian",
  builder = SDMXREST21RequestBuilder(regUrl = url, repoUrl = url, compliant = TRUE)
))
write(as.data.frame(readSDMX(providerId = "CAPAIAN", resource = "dataflow")), "dataflows")
structure <- readSDMX(providerId = "CAPAIAN", resource = "datastructure", resourceId = "FIGURE")
write(as.data.frame(slot(structure, "codelists"), codelistId = "CL_NATURE"), "natures")
write(as.data.frame(readSDMX(
  providerId = "CAPAIAN", resource = "data", flowRef = "REALIZATION", start = 2021, end = 2022
)), "generic")
write(as.data.frame(readSDMX(paste0(url, "/data/REALIZATION?startPeriod=2021&endPeriod=2022"), headers = list(
  Accept = "application/vnd.sdmx.structurespecificdata+xml;version=2.1"
))), "specific")
write(as.data.frame(readSDMX(
  providerId = "CAPAIAN", resource = "data", flowRef = "REALIZATION", key = list("umkm-onboarded", NULL, "ID", NULL),
  dsd = TRUE
), labels = TRUE), "labels")
