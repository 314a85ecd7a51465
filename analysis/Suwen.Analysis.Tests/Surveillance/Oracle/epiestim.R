# Values of R's EpiEstim for the operator rt. Debian packages: r-base-core, r-cran-epiestim.
# Run in this folder: Rscript epiestim.R. Data: Flu2009, Measles1861 and SARS2003 of the package.
suppressMessages(library(EpiEstim))
options(digits = 17)
save <- function(frame, name) write.csv(frame, name, row.names = FALSE, quote = FALSE, na = "")
tidy <- function(r) data.frame(n = NA, estimate = r$R[["Mean(R)"]], std_error = r$R[["Std(R)"]], median = r$R[["Median(R)"]],
  conf_low = r$R[["Quantile.0.025(R)"]], conf_high = r$R[["Quantile.0.975(R)"]])[, -1]
data("Flu2009"); data("Measles1861"); data("SARS2003")
days <- function(n) seq(as.Date("2009-04-27"), by = "day", length.out = n)
save(data.frame(date = Flu2009$incidence$dates, count = Flu2009$incidence$I), "flu2009.csv")
save(tidy(suppressWarnings(estimate_R(Flu2009$incidence, method = "parametric_si", config = make_config(list(mean_si = 2.6, std_si = 1.5))))), "rt-flu-parametric.csv")
save(tidy(suppressWarnings(estimate_R(Flu2009$incidence, method = "non_parametric_si", config = make_config(list(si_distr = Flu2009$si_distr))))), "rt-flu-nonparametric.csv")
cat(paste(Flu2009$si_distr, collapse = ","), file = "flu2009-si.txt")
m <- data.frame(date = days(length(Measles1861$incidence)), count = Measles1861$incidence)
save(m, "measles1861.csv")
n <- nrow(m)
save(tidy(suppressWarnings(estimate_R(m$count, method = "parametric_si", config = make_config(list(mean_si = 14.9, std_si = 3.9, t_start = 2:(n - 13), t_end = 15:n, mean_prior = 2, std_prior = 3))))), "rt-measles.csv")
s <- data.frame(date = days(length(SARS2003$incidence)), count = SARS2003$incidence)
save(s, "sars2003.csv")
save(tidy(suppressWarnings(estimate_R(s$count, method = "parametric_si", config = make_config(list(mean_si = 8.4, std_si = 3.8))))), "rt-sars.csv")
