# Values of R's stats and forecast packages for the forecasting operators. Debian packages: r-base-core, r-cran-forecast.
# Run in this folder: Rscript forecast.R. Data: R's AirPassengers, UKgas, co2, nottem, LakeHuron, Nile, USAccDeaths, uspop, ldeaths.
suppressMessages(library(forecast))
options(digits = 17)
save <- function(frame, name) write.csv(frame, name, row.names = FALSE, quote = FALSE, na = "")
data <- list(air = AirPassengers, gas = UKgas, co2 = co2, nottem = nottem, huron = LakeHuron, nile = Nile, deaths = USAccDeaths, ldeaths = ldeaths, short = window(AirPassengers, end = c(1951, 6)))
by <- function(y) switch(as.character(frequency(y)), "12" = "month", "4" = "3 months", "1" = "year")
for (name in names(data)) {
  y <- data[[name]]
  start <- as.Date(sprintf("%d-01-01", start(y)[1]))
  save(data.frame(date = seq(start, by = by(y), length.out = length(y)), count = as.vector(y)), paste0(name, ".csv"))
}
stl_out <- function(y, name, ...) {
  r <- stl(y, ...)
  save(data.frame(trend = as.vector(r$time.series[, "trend"]), seasonal = as.vector(r$time.series[, "seasonal"]), remainder = as.vector(r$time.series[, "remainder"]), weight = r$weights), name)
}
stl_out(co2, "stl-co2-periodic.csv", s.window = "periodic")
stl_out(nottem, "stl-nottem-7-robust.csv", s.window = 7, robust = TRUE)
stl_out(UKgas, "stl-gas-periodic-robust.csv", s.window = "periodic", robust = TRUE)
stl_out(AirPassengers, "stl-air-13-21.csv", s.window = 13, t.window = 21)
for (type in c("additive", "multiplicative")) {
  for (name in c("air", "gas")) {
    r <- decompose(data[[name]], type)
    save(data.frame(trend = as.vector(r$trend), seasonal = as.vector(r$seasonal), remainder = as.vector(r$random)), paste0("decompose-", name, "-", type, ".csv"))
  }
}
fc <- function(f) data.frame(estimate = as.vector(f$mean), conf_low = as.vector(f$lower), conf_high = as.vector(f$upper))
for (name in c("air", "gas", "nile", "deaths", "nottem")) save(fc(snaive(data[[name]], h = 24, level = 95)), paste0("snaive-", name, ".csv"))
for (name in c("air", "gas", "nile", "deaths", "nottem", "huron", "co2", "short")) save(fc(thetaf(data[[name]], h = 24, level = 95)), paste0("theta-", name, ".csv"))
terms <- function(m) { p <- m$par[names(m$par) %in% c("alpha", "beta", "gamma", "phi")]
  data.frame(model = m$method, term = c(names(p), "sigma", "log_likelihood", "aic", "aicc", "bic"), estimate = c(p, sqrt(m$sigma2), m$loglik, m$aic, m$aicc, m$bic)) }
clean <- function(s) gsub(",", ";", s)
for (name in names(data)) {
  m <- ets(data[[name]])
  t <- terms(m); t$model <- clean(t$model)
  save(t, paste0("ets-", name, "-model.csv"))
  save(fc(forecast(m, h = 24, level = 95)), paste0("ets-", name, ".csv"))
}
for (form in c("ANA", "AAA", "MAM", "MNM", "MAN", "MAA", "AAN")) for (damped in c(TRUE, FALSE)) {
  if (damped && substr(form, 2, 2) == "N") next
  m <- ets(USAccDeaths, model = form, damped = damped)
  tag <- paste0(form, ifelse(damped, "-damped", ""))
  t <- terms(m); t$model <- clean(t$model)
  save(t, paste0("ets-form-", tag, "-model.csv"))
  save(fc(forecast(m, h = 30, level = 95)), paste0("ets-form-", tag, ".csv"))
}
hw <- function(y, name, ...) {
  m <- HoltWinters(y, ...)
  p <- predict(m, 24, prediction.interval = TRUE)
  out <- data.frame(estimate = as.vector(p[, "fit"]))
  if (m$seasonal == "additive") { out$conf_low <- as.vector(p[, "lwr"]); out$conf_high <- as.vector(p[, "upr"]) }
  save(out, paste0("hw-", name, ".csv"))
  k <- c(alpha = as.vector(m$alpha), beta = as.vector(as.numeric(m$beta)), gamma = as.vector(as.numeric(m$gamma)), sse = m$SSE)
  save(data.frame(term = names(k), estimate = k), paste0("hw-", name, "-model.csv"))
}
hw(AirPassengers, "air-additive"); hw(AirPassengers, "air-multiplicative", seasonal = "mult"); hw(co2, "co2-additive"); hw(UKgas, "gas-multiplicative", seasonal = "mult")
hw(USAccDeaths, "deaths-additive"); hw(nottem, "nottem-notrend", beta = FALSE); hw(Nile, "nile-ses", beta = FALSE, gamma = FALSE); hw(LakeHuron, "huron-holt", gamma = FALSE)
week <- ts(100 + 0.2 * (1:200) + 15 * sin(2 * pi * (1:200) / 52) + c(3, -2, 5, -6, 1, 0, -3, 4, 2, -4), frequency = 52)
save(data.frame(date = seq(as.Date("2020-01-06"), by = "week", length.out = 200), count = as.vector(week)), "week.csv")
save(fc(forecast(stl(week, s.window = "periodic"), method = "ets", h = 60, level = 95)), "stl-ets-week.csv")
save(fc(forecast(stl(AirPassengers, s.window = "periodic"), method = "ets", h = 24, level = 95)), "stl-ets-air.csv")
