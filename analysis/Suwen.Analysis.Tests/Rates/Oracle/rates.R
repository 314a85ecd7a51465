# Writes the inputs and the expected results of the tests of rates. R 4.2.
# Debian packages: r-base-core r-cran-epitools r-cran-sandwich. Run in this folder: Rscript rates.R
suppressMessages({library(epitools); library(sandwich)})
out <- function(x, name) write.csv(x, paste0(name, ".csv"), row.names = FALSE)
# Down's syndrome by age of mother, Selvin 1998, the example of ageadjust.direct, here with two groups.
d <- data.frame(age = rep(c("0-19", "20-24", "25-29", "30-34", "35-39", "40+"), 2), area = rep(c("first", "fifth"), each = 6), events = c(107, 141, 60, 40, 39, 25, 25, 83, 108, 50, 30, 9),
  births = c(230061, 329449, 114920, 39487, 14208, 3052, 98531, 251037, 174211, 61318, 19432, 3311), standard = rep(c(78000, 88000, 75000, 60000, 44000, 21000), 2))
out(d, "births")
direct <- do.call(rbind, lapply(c("fifth", "first"), function(a) { x <- d[d$area == a, ]; r <- ageadjust.direct(x$events, x$births, stdpop = x$standard); data.frame(group = a, crude_rate = 1e5 * r[["crude.rate"]], estimate = 1e5 * r[["adj.rate"]], conf_low = 1e5 * r[["lci"]], conf_high = 1e5 * r[["uci"]]) }))
out(direct, "direct")
byar <- function(x, a = 0.05) { z <- qnorm(1 - a / 2); c(x * (1 - 1 / (9 * x) - z / (3 * sqrt(x)))^3, (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1)))^3) }
# PHEindicatormethods::phe_dsr by its published formula (Dobson 1991 with Byar's limits).
dobson <- do.call(rbind, lapply(c("fifth", "first"), function(a) { x <- d[d$area == a, ]; w <- x$standard / sum(x$standard); r <- sum(w * x$events / x$births); v <- sum(w^2 * x$events / x$births^2); o <- sum(x$events); l <- r + sqrt(v / o) * (byar(o) - o); data.frame(group = a, estimate = 1e5 * r, conf_low = 1e5 * l[1], conf_high = 1e5 * l[2]) }))
out(dobson, "dobson")
smr <- function(f) do.call(rbind, lapply(c("fifth", "first"), function(a) { x <- d[d$area == a, ]; e <- sum(x$births * 3e-4); l <- f(sum(x$events)) / e; data.frame(group = a, expected = e, estimate = sum(x$events) / e, conf_low = l[1], conf_high = l[2]) }))
out(smr(function(o) poisson.test(o)$conf.int), "smr"); out(smr(byar), "smr-byar")
out(do.call(rbind, lapply(c("fifth", "first"), function(a) { x <- d[d$area == a, ]; p <- poisson.test(sum(x$events), sum(x$births)); data.frame(group = a, count = sum(x$events), estimate = 1e5 * p$estimate, conf_low = 1e5 * p$conf.int[1], conf_high = 1e5 * p$conf.int[2]) })), "rate")

s <- data.frame(month = seq(as.Date("1969-01-01"), by = "month", length.out = 192), killed = as.vector(Seatbelts[, "DriversKilled"]), kms = as.vector(Seatbelts[, "kms"])); out(s, "seatbelts")
n <- nrow(s); t <- 1:n; x <- data.frame(time = t, level = as.numeric(s$month >= as.Date("1983-02-01"))); x$trend <- ifelse(x$level == 1, cumsum(x$level) - 1, 0); for (k in 1:2) { x[[paste0("sin", k)]] <- sin(2 * pi * k * t / 12); x[[paste0("cos", k)]] <- cos(2 * pi * k * t / 12) }
rows <- function(b, V, df) { se <- sqrt(diag(V)); q <- qt(0.975, df); data.frame(term = names(b), estimate = b, std_error = se, statistic = b / se, p_value = 2 * pt(abs(b / se), df, lower.tail = FALSE), conf_low = b - q * se, conf_high = b + q * se) }
m <- lm(s$killed ~ ., x); out(rows(coef(m), NeweyWest(m, lag = 4, prewhite = FALSE, adjust = TRUE), df.residual(m)), "its-linear"); out(rows(coef(m), vcov(m), df.residual(m)), "its-plain")
m <- glm(s$killed ~ . + offset(log(s$kms)), quasipoisson, x, control = glm.control(epsilon = 1e-14)); out(rows(coef(m), vcov(m), df.residual(m)), "its-quasi"); out(data.frame(fitted = fitted(m)), "its-fitted")
