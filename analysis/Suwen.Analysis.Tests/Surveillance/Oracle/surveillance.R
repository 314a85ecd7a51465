# Values of R's surveillance package for the surveillance operators. Debian packages: r-base-core, r-cran-surveillance.
# Run in this folder: Rscript surveillance.R. Writes the inputs and outputs beside it.
# Data: salmonella.agona and rotaBB of the package; simulated series with zeros, outbreaks and missing weeks.
suppressMessages(library(surveillance))
options(digits = 17)
save <- function(frame, name) write.csv(frame, name, row.names = FALSE, quote = FALSE, na = "")

data("salmonella.agona"); data("rotaBB"); data("salmNewport")
weeks <- function(n, start = "1990-01-01") seq(as.Date(start), by = "week", length.out = n)
agona <- data.frame(date = weeks(312), count = as.vector(salmonella.agona$observed))
save(agona, "agona.csv")

set.seed(20260105)
simulated <- list(
  sparse  = rpois(330, 0.3),
  zero    = rep(0, 330),
  seasonal = rnbinom(330, size = 4, mu = exp(2.2 + 0.9 * sin(2 * pi * (1:330) / 52) + 0.003 * (1:330))),
  outbreak = rpois(330, 6) + ifelse((1:330) %in% c(70:76, 200:204, 320:324), 25, 0),
  large   = rnbinom(330, size = 30, mu = 4000),
  gappy   = rpois(330, 9))
simulated$gappy[c(20, 21, 90, 150, 151, 152, 280)] <- NA
frame <- do.call(rbind, lapply(names(simulated), function(g) data.frame(date = weeks(330, "2016-01-04"), group = g, count = simulated[[g]])))
save(frame, "simulated.csv")
salm <- data.frame(date = as.Date(epoch(salmNewport)), count = rowSums(observed(salmNewport)))
salm$population <- round(80e6 * (1 + 0.001 * seq_along(salm$count)))
save(salm, "newport.csv")

# EARS
ears <- function(x, method) {
  r <- earsC(sts(observed = matrix(x)), control = list(method = method))
  data.frame(observed = as.vector(observed(r)), threshold = as.vector(upperbound(r)), alarm = tolower(as.vector(alarms(r))))
}
for (m in c("C1", "C2", "C3")) {
  out <- ears(agona$count, m); out$alarm <- ifelse(out$alarm %in% c("1", "true"), "True", "False"); save(out, paste0("ears-", m, ".csv"))
}

# CUSUM, from the second year
for (tr in c("standard", "rossi", "anscombe", "anscombe2nd", "pearsonNegBin", "none")) {
  d <- salmonella.agona
  r <- algo.cusum(d, control = list(range = 53:312, k = 1.04, h = 2.26, trans = tr, alpha = 0.1))
  save(data.frame(threshold = as.vector(r$upperbound), statistic = as.vector(r$cusum), alarm = ifelse(as.vector(r$alarm) == 1, "True", "False")), paste0("cusum-", tr, ".csv"))
}

# Bayes
for (b in 1:3) {
  f <- get(paste0("algo.bayes", b))
  first <- c(7, 59, 109)[b]
  r <- f(salmonella.agona, control = list(range = first:312))
  save(data.frame(threshold = as.vector(r$upperbound), alarm = ifelse(as.vector(r$alarm) == 1, "True", "False")), paste0("bayes", b, ".csv"))
}

# Farrington, original
original <- function(count, control, population = NULL) {
  d <- create.disProg(week = seq_along(count), observed = count, state = rep(0, length(count)), freq = 52, start = c(2016, 1))
  if (!is.null(population)) d$populationFrac <- population
  r <- suppressWarnings(algo.farrington(d, control = control))
  data.frame(threshold = as.vector(r$upperbound), alarm = ifelse(as.vector(r$alarm) == 1, "True", "False"),
             trend = ifelse(as.vector(r$trend) == 1, "True", "False"), p_value = 1 - r$control$pd[, 1])
}
save(original(agona$count, list()), "farrington-agona.csv")
save(original(agona$count, list(range = 264:312, alpha = 0.01, b = 3, w = 4, powertrans = "1/2")), "farrington-agona-b3.csv")
save(original(agona$count, list(range = 264:312, reweight = FALSE, trend = FALSE, powertrans = "none", limit54 = c(0, 4))), "farrington-agona-plain.csv")
for (g in setdiff(names(simulated), "gappy")) save(original(simulated[[g]], list(range = 264:330)), paste0("farrington-", g, ".csv"))
newport <- original(salm$count, list(range = 300:nrow(salm), fitFun = "algo.farrington.fitGLM.populationOffset"), population = salm$population)
save(newport, "farrington-newport-population.csv")
dated <- new("sts", observed = matrix(salm$count), epoch = as.numeric(salm$date), epochAsDate = TRUE, freq = 52, start = c(2004, 1))
r <- suppressWarnings(farrington(dated, control = list(range = 300:nrow(salm), b = 5, w = 3, reweight = TRUE, alpha = 0.05, trend = TRUE, limit54 = c(5, 4), powertrans = "2/3")))
save(data.frame(threshold = as.vector(upperbound(r)), alarm = ifelse(as.vector(alarms(r)) == 1, "True", "False")), "farrington-newport-dates.csv")

# Farrington, flexible
flexible <- function(x, control, first) {
  control$range <- first:nrow(x)
  control$glmWarnings <- FALSE
  r <- suppressWarnings(farringtonFlexible(x, control = control))
  # Where one of the last four counts is missing, the package says no alarm; Suwen says that it cannot tell.
  y <- observed(x)[, 1]; recent <- sapply(first:nrow(x), function(k) sum(y[(k - 3):k]))
  r@alarm[is.na(recent), 1] <- NA
  data.frame(observed = as.vector(observed(r)), expected = as.vector(r@control$expected), threshold = as.vector(upperbound(r)), alarm = ifelse(as.vector(alarms(r)) == 1, "True", "False"),
             statistic = as.vector(r@control$score), p_value = as.vector(r@control$pvalue), trend = ifelse(as.vector(r@control$trend) == 1, "True", "False"), dispersion = as.vector(r@control$phiVector))
}
plain <- function(count) sts(observed = matrix(count), start = c(2016, 1), frequency = 52)
noufaily <- list(noPeriods = 10, weightsThreshold = 2.58, trend = TRUE, pThresholdTrend = 1, b = 5, w = 3)
methods <- c("delta", "nbPlugin", "muan")
for (m in methods) {
  save(flexible(plain(agona$count), c(noufaily, thresholdMethod = m, pastWeeksNotIncluded = 26, alpha = 0.01), 264), paste0("flexible-agona-", m, ".csv"))
  for (g in names(simulated)) save(flexible(plain(simulated[[g]]), list(noPeriods = 10, weightsThreshold = 2.58, thresholdMethod = m), 264), paste0("flexible-", g, "-", m, ".csv"))
}
save(flexible(plain(agona$count), list(), 264), "flexible-agona-default.csv")
save(flexible(plain(agona$count), list(reweight = FALSE, noPeriods = 10), 264), "flexible-agona-unweighted.csv")
save(flexible(dated, list(noPeriods = 10, weightsThreshold = 2.58, thresholdMethod = "nbPlugin"), 300), "flexible-newport-dates.csv")
dated@populationFrac <- matrix(salm$population)
save(flexible(dated, list(noPeriods = 10, weightsThreshold = 2.58, populationOffset = TRUE, pThresholdTrend = 1), 300), "flexible-newport-population.csv")

# Months
rota <- data.frame(date = seq(as.Date("2002-01-01"), by = "month", length.out = nrow(rotaBB)), count = rowSums(observed(rotaBB)))
save(rota, "rota.csv")
monthly <- sts(observed = matrix(rota$count), start = c(2002, 1), frequency = 12)
save(flexible(monthly, list(noPeriods = 1, w = 1, b = 4), 51), "flexible-rota.csv")
save(flexible(monthly, list(noPeriods = 6, w = 1, b = 4, thresholdMethod = "nbPlugin"), 51), "flexible-rota-periods.csv")
