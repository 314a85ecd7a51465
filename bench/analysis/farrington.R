# R's side of farrington.py: reads the table that it wrote, judges the first so many series, prints seconds and alarms per method.
# Debian packages: r-base-core, r-cran-surveillance. Usage: Rscript farrington.R FILE.csv SERIES
suppressMessages(library(surveillance))
arguments <- commandArgs(trailingOnly = TRUE)
frame <- read.csv(arguments[1])
groups <- unique(frame$group)[seq_len(as.integer(arguments[2]))]
counts <- sapply(groups, function(g) frame$count[frame$group == g])
series <- sts(observed = counts, start = c(2019, 1), frequency = 52)
n <- nrow(counts)
time <- function(method, run) {
  seconds <- system.time(result <- suppressWarnings(run()))[["elapsed"]]
  alarms <- alarms(result)
  cat(method, seconds, sum(alarms, na.rm = TRUE), "\n")
}
time("farrington", function() farrington(series, control = list(range = 264:n, b = 5, w = 3, reweight = TRUE, verbose = FALSE, alpha = 0.05, trend = TRUE, limit54 = c(5, 4), powertrans = "2/3"), verbose = FALSE))
time("farrington-flexible", function() farringtonFlexible(series, control = list(range = 264:n, noPeriods = 10, weightsThreshold = 2.58, thresholdMethod = "nbPlugin", glmWarnings = FALSE)))
