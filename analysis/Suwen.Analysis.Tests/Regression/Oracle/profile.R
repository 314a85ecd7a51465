# Profile likelihood limits as roots of the deviance's rise (uniroot), beside R's confint, which interpolates between points of the profile.
# R 4.2; Debian packages: r-base-core r-cran-mass. Run in this folder after regression.R: Rscript profile.R
suppressMessages(library(MASS))
plain <- function(x) { l <- sort(unique(as.character(x)), method = "radix"); factor(as.character(x), levels = l) }
tight <- glm.control(epsilon = 1e-15, maxit = 100)
limits <- function(m, X, y, family) {
  b <- coef(m); se <- sqrt(diag(vcov(m))); q <- qnorm(0.975)
  rise <- function(v, j) deviance(glm.fit(X[, -j, drop = FALSE], y, family = family, offset = v * X[, j], control = tight)) - deviance(m) - q^2
  root <- function(j, s) uniroot(rise, sort(b[j] + s * c(0.5, 3) * q * se[j]), j = j, tol = 1e-13)$root
  r <- suppressMessages(confint(m))
  data.frame(term = names(b), conf_low = sapply(seq_along(b), root, s = -1), conf_high = sapply(seq_along(b), root, s = 1), r_low = r[, 1], r_high = r[, 2])
}
out <- function(x, name) write.csv(x, paste0(name, ".csv"), row.names = FALSE)
infert$education <- plain(infert$education)
m <- glm(case ~ age + parity + education + spontaneous + induced, binomial, infert, control = tight)
out(limits(m, model.matrix(m), infert$case, binomial()), "profile-logistic")
warpbreaks$tension <- plain(warpbreaks$tension)
m <- glm(breaks ~ wool * tension, poisson, warpbreaks, control = tight)
out(limits(m, model.matrix(m), warpbreaks$breaks, poisson()), "profile-poisson")
m <- glm.nb(Days ~ Eth + Sex + Age + Lrn, quine, control = glm.control(epsilon = 1e-14, maxit = 200))
out(limits(m, model.matrix(m), quine$Days, negative.binomial(m$theta)), "profile-negbin")
