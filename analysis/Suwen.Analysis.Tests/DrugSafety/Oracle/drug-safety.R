# Writes inputs and expected results of the tests of DrugSafety, from the formulas of the papers in base R (dnbinom, pgamma, uniroot, nlminb,
# mantelhaen.test, chisq.test). Debian: apt-get install -y --no-install-recommends r-base-core. Run in this folder: Rscript drug-safety.R
options(digits = 17)
put <- function(x, name) write.csv(x, paste0(name, ".csv"), row.names = FALSE)
set.seed(77)
# Counts of 30 drugs x 25 events, most at random, some planted.
nd <- 30; ne <- 25
E0 <- outer(rgamma(nd, 1, .2), rgamma(ne, 1, .5)) * .6
lambda <- matrix(ifelse(runif(nd * ne) < .08, rgamma(nd * ne, 3, .6), rgamma(nd * ne, 8, 9)), nd)
n <- matrix(rpois(nd * ne, E0 * lambda), nd)
tab <- data.frame(drug = sprintf("d%02d", rep(1:nd, ne)), event = sprintf("e%02d", rep(1:ne, each = nd)), count = c(n))
put(tab[tab$count > 0, ], "counts")
N <- sum(n); rows <- which(n > 0, arr.ind = TRUE); rows <- rows[order(rows[, 1], rows[, 2]), ]
one <- function(i, j) {
  a <- n[i, j]; r <- sum(n[i, ]); k <- sum(n[, j]); b <- r - a; c <- k - a; d <- N - r - c; e <- r * k / N
  z <- qnorm(.975); prr <- (a / (a + b)) / (c / (c + d)); sp <- sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)); ror <- a * d / (b * c); sr <- sqrt(1 / a + 1 / b + 1 / c + 1 / d)
  g <- (N + 2)^2 / ((r + 1) * (k + 1))
  m <- log2((a + 1) * (N + 2)^2 / ((N + g) * (r + 1) * (k + 1)))
  v <- ((N - a + g - 1) / ((a + 1) * (1 + N + g)) + (N - r + 1) / ((r + 1) * (3 + N)) + (N - k + 1) / ((k + 1) * (3 + N))) / log(2)^2
  data.frame(n = a, n_drug = r, n_event = k, n_total = N, expected = e, prr = prr, prr_low = if (c) prr * exp(-z * sp) else NA, prr_high = if (c) prr * exp(z * sp) else NA,
    chi_squared = suppressWarnings(chisq.test(matrix(c(a, b, c, d), 2))$statistic), ror = ror, ror_low = if (b * c) ror * exp(-z * sr) else NA, ror_high = if (b * c) ror * exp(z * sr) else NA,
    ic = log2((a + .5) / (e + .5)), ic025 = log2(qgamma(.025, a + .5, e + .5)), ic975 = log2(qgamma(.975, a + .5, e + .5)), bcpnn = m, bcpnn025 = m - 2 * sqrt(v), bcpnn975 = m + 2 * sqrt(v))
}
all <- do.call(rbind, Map(one, rows[, 1], rows[, 2]))
# GPS: maximum likelihood of the mixture, for counts of at least 1 and with zeros.
gps <- function(x, e, zeros) {
  nll <- function(t) { p <- plogis(t[5]); a <- exp(t[1:4])
    f <- function(y) p * dnbinom(y, a[1], a[2] / (a[2] + e)) + (1 - p) * dnbinom(y, a[3], a[4] / (a[4] + e))
    -sum(log(f(x)) - if (zeros) 0 else log1p(-f(0))) }
  best <- NULL
  for (s in list(c(.2, .1, 2, 4, 1 / 3), c(2, 1, .5, 1, .1), c(3, .6, 8, 9, .1))) {
    f <- nlminb(c(log(s[1:4]), qlogis(s[5])), nll, control = list(eval.max = 5000, iter.max = 5000, rel.tol = 1e-15, x.tol = 1e-12))
    for (i in 1:5) f <- nlminb(f$par, nll, control = list(eval.max = 5000, iter.max = 5000, rel.tol = 1e-15, x.tol = 1e-12))
    if (is.null(best) || f$objective < best$objective - 1e-8) best <- f
  }
  c(exp(best$par[1:4]), plogis(best$par[5]), -best$objective)
}
post <- function(t, x, e) {
  f1 <- t[5] * dnbinom(x, t[1], t[2] / (t[2] + e)); f2 <- (1 - t[5]) * dnbinom(x, t[3], t[4] / (t[4] + e)); q <- f1 / (f1 + f2)
  quant <- function(p) mapply(function(q, x, e) uniroot(function(l) q * pgamma(exp(l), t[1] + x, t[2] + e) + (1 - q) * pgamma(exp(l), t[3] + x, t[4] + e) - p, c(-30, 20), tol = 1e-14)$root, q, x, e)
  data.frame(estimate = exp(q * (digamma(t[1] + x) - log(t[2] + e)) + (1 - q) * (digamma(t[3] + x) - log(t[4] + e))), eb05 = exp(quant(.05)), eb95 = exp(quant(.95)), q = q)
}
prior <- function(t) data.frame(alpha1 = t[1], beta1 = t[2], alpha2 = t[3], beta2 = t[4], p = t[5], loglik = t[6])
t1 <- gps(all$n, all$expected, FALSE); put(prior(t1), "prior")
put(post(t1, all$n, all$expected), "ebgm")
t0 <- gps(c(n), c(outer(rowSums(n), colSums(n)) / N), TRUE); put(prior(t0), "prior-zeros")
put(post(c(.2, .06, 1.4, 1.8, .1), all$n, all$expected), "ebgm-given")
names <- data.frame(drug = sprintf("d%02d", rows[, 1]), event = sprintf("e%02d", rows[, 2]))
ic <- setNames(cbind(names, all[, c("bcpnn", "bcpnn025", "bcpnn975")]), c("drug", "event", "estimate", "conf_low", "conf_high")); put(ic, "bcpnn")
put(cbind(names, all[, !grepl("bcpnn", colnames(all))]), "signals")
# Strata: Mantel-Haenszel odds ratio of one pair after mantelhaen.test, and expected counts summed over strata.
rep <- data.frame(case = 1:600, drug = sample(c("A", "B", "C"), 600, TRUE), event = sample(c("x", "y", "z"), 600, TRUE), sex = sample(c("F", "M"), 600, TRUE, c(.7, .3)))
rep$event[rep$drug == "A" & runif(600) < .2] <- "x"; put(rep, "strata")
st <- do.call(rbind, lapply(c("A", "B", "C"), function(d) do.call(rbind, lapply(c("x", "y", "z"), function(e) {
  t <- table(rep$drug != d, rep$event != e, rep$sex); m <- mantelhaen.test(t, correct = TRUE)
  ex <- sum(sapply(1:2, function(k) sum(t[1, , k]) * sum(t[, 1, k]) / sum(t[, , k])))
  data.frame(drug = d, event = e, n = sum(t[1, 1, ]), expected = ex, estimate = m$estimate, conf_low = m$conf.int[1], conf_high = m$conf.int[2], statistic = m$statistic, p_value = m$p.value)
}))))
put(st, "strata-ror")
