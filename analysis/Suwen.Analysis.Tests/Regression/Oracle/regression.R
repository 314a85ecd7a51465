# Writes the inputs and the expected results of the tests of regression. R 4.2.
# Debian packages: r-base-core r-cran-mass r-cran-sandwich r-cran-lmtest. Run in this folder: Rscript regression.R
suppressMessages({library(MASS); library(sandwich)})
out <- function(x, name) write.csv(x, paste0(name, ".csv"), row.names = FALSE)
rows <- function(b, V, df, exp = NULL) { se <- sqrt(diag(V)); s <- b / se; q <- qt(0.975, df); r <- data.frame(term = names(b), estimate = b, std_error = se, statistic = s, p_value = 2 * pt(abs(s), df, lower.tail = FALSE), conf_low = b - q * se, conf_high = b + q * se); if (!is.null(exp)) r[[exp]] <- exp(b); r }
lm_fit <- function(m) { s <- summary(m); data.frame(n = nobs(m), r_squared = s$r.squared, adj_r_squared = s$adj.r.squared, sigma = s$sigma, statistic = s$fstatistic[[1]], p_value = pf(s$fstatistic[1], s$fstatistic[2], s$fstatistic[3], lower.tail = FALSE), df = s$fstatistic[[2]], df_residual = df.residual(m), log_lik = as.numeric(logLik(m)), aic = AIC(m), bic = BIC(m), deviance = deviance(m)) }
glm_fit <- function(m) data.frame(n = nobs(m), df = length(coef(m)), df_residual = df.residual(m), log_lik = as.numeric(logLik(m)), aic = AIC(m), bic = BIC(m), deviance = deviance(m), null_deviance = m$null.deviance, df_null = m$df.null)
# Levels in the order of code points, as Suwen sorts them.
plain <- function(x, first = NULL) { l <- sort(unique(as.character(x)), method = "radix"); factor(as.character(x), levels = c(first, setdiff(l, first))) }
tight <- glm.control(epsilon = 1e-15, maxit = 100)

m <- lm(mpg ~ wt + hp + factor(cyl), mtcars); V <- vcov(m); b <- coef(m); names(b) <- sub("factor\\(cyl\\)", "cyl", names(b))
out(mtcars, "mtcars"); out(rows(b, V, df.residual(m)), "lm"); out(lm_fit(m), "lm-fit")
for (t in c("HC0", "HC1", "HC2", "HC3")) out(rows(b, vcovHC(m, t), df.residual(m)), paste0("lm-", t))
out(rows(b, vcovCL(m, ~ gear), df.residual(m)), "lm-cluster")
m <- lm(mpg ~ wt * hp, mtcars, weights = carb); out(rows(coef(m), vcov(m), df.residual(m)), "lm-weights"); out(lm_fit(m), "lm-weights-fit")
out(longley, "longley"); m <- lm(Employed ~ GNP.deflator + GNP + Unemployed + Armed.Forces + Population + Year, longley); out(rows(coef(m), vcov(m), df.residual(m)), "lm-longley")
aliased <- transform(mtcars[, c("mpg", "wt", "hp")], twice = 2 * wt + 1, drat = mtcars$drat); out(aliased, "aliased")
m <- lm(mpg ~ wt + hp + twice + drat, aliased); r <- rows(coef(m)[!is.na(coef(m))], vcov(m, complete = FALSE), df.residual(m)); out(rbind(r[1:3, ], data.frame(term = "twice", estimate = NA, std_error = NA, statistic = NA, p_value = NA, conf_low = NA, conf_high = NA), r[4, ]), "lm-aliased")

infert$education <- plain(infert$education); out(infert, "infert")
m <- glm(case ~ age + parity + education + spontaneous + induced, binomial, infert, control = tight); out(rows(coef(m), vcov(m), Inf, "odds_ratio"), "logistic"); out(glm_fit(m), "logistic-fit")
out(rows(coef(m), vcovHC(m, "HC0"), Inf), "logistic-HC0"); out(rows(coef(m), vcovCL(m, ~ stratum), Inf), "logistic-cluster")
new <- infert[c(1, 50, 100, 200), ]; p <- predict(m, new, se.fit = TRUE); out(new, "new"); out(data.frame(prediction = plogis(p$fit), link = p$fit, std_error_link = p$se.fit, conf_low = plogis(p$fit + qnorm(0.025) * p$se.fit)), "logistic-predict")
m <- glm(cbind(ncases, ncontrols) ~ agegp + alcgp, binomial, transform(esoph, agegp = plain(agegp), alcgp = plain(alcgp, "0-39g/day")), control = tight)
out(transform(esoph, n = ncases + ncontrols), "esoph"); out(rows(coef(m), vcov(m), Inf), "logistic-trials"); out(glm_fit(m), "logistic-trials-fit")
set.seed(7); n <- 1500; wide <- data.frame(x1 = rnorm(n), x2 = round(rexp(n) * 1e6), g = sample(c("a", "b", "c"), n, TRUE, c(0.9, 0.09, 0.01)), w = sample(1:3, n, TRUE)); wide$y <- rbinom(n, 1, plogis(-2 + wide$x1 + wide$x2 * 4e-7)); wide$x1[c(3, 77)] <- NA; out(wide, "wide")
m <- glm(y ~ x1 + x2 + g, binomial, wide, weights = w, control = tight); out(rows(coef(m), vcov(m), Inf), "logistic-wide"); out(glm_fit(m), "logistic-wide-fit")

warpbreaks$tension <- plain(warpbreaks$tension, "L"); out(warpbreaks, "warpbreaks")
m <- glm(breaks ~ wool * tension, poisson, warpbreaks, control = tight); out(rows(coef(m), vcov(m), Inf, "rate_ratio"), "poisson"); out(glm_fit(m), "poisson-fit")
m <- glm(breaks ~ wool + tension, quasipoisson, warpbreaks, control = tight); out(rows(coef(m), vcov(m), df.residual(m)), "quasi"); out(data.frame(dispersion = summary(m)$dispersion, deviance = deviance(m)), "quasi-fit")
out(Insurance, "insurance"); ins <- transform(Insurance, Group = plain(Group), Age = plain(Age))
m <- glm(Claims ~ District + Group + Age + offset(log(Holders)), poisson, ins, control = tight); out(rows(coef(m), vcov(m), Inf), "poisson-exposure"); out(glm_fit(m), "poisson-exposure-fit")
out(quine, "quine"); m <- glm.nb(Days ~ Eth + Sex + Age + Lrn, quine, control = glm.control(epsilon = 1e-14, maxit = 200)); out(rows(coef(m), vcov(m), Inf, "rate_ratio"), "negbin"); out(cbind(glm_fit(m), theta = m$theta, theta_std_error = m$SE.theta), "negbin-fit")
