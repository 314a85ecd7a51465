# Writes the inputs and expected results of the tests of Survival with R's packages survival, cmprsk and broom.
# Debian: apt-get install -y --no-install-recommends r-base-core r-recommended r-cran-cmprsk r-cran-broom
# Run in this folder: Rscript survival.R
suppressMessages({library(survival); library(cmprsk); library(broom)})
options(digits = 17)
put <- function(x, name) { names(x) <- gsub("[. ]", "_", names(x)); write.csv(x, paste0(name, ".csv"), row.names = FALSE) }
data(cancer); data(heart)

# --- inputs: public data of the package survival, and generated ones with ties, weights, strata, few events, factors
plain <- function(d) { names(d) <- gsub("[.]", "_", names(d)); for (k in names(d)) d[[k]] <- if (is.numeric(d[[k]])) as.numeric(d[[k]]) else as.character(d[[k]]); d }
lung <- plain(lung); veteran <- plain(veteran); heart <- plain(transform(heart, subject = id))
put(lung, "lung"); put(veteran, "veteran"); put(heart, "heart")
set.seed(20261122)
n <- 160
g <- data.frame(entry = round(runif(n, 0, 3), 1), site = sample(c("A", "B", "C"), n, TRUE), x = round(rnorm(n), 3),
                arm = factor(sample(c("usual", "new", "older"), n, TRUE)), w = sample(1:4, n, TRUE), v = round(runif(n, .2, 3), 2), person = rep(1:80, 2))
g$time <- round(g$entry + .1 + rexp(n, .15 * exp(.5 * g$x + .4 * (g$arm == "new"))), 1)
g$event <- rbinom(n, 1, .6); g$cause <- ifelse(g$event == 1, sample(1:2, n, TRUE), 0)
g$huge <- 1e7 + 1e5 * g$x + round(rnorm(n), 3) * 1e4; g$twice <- 2 * g$x; g$offset <- round(rnorm(n, 0, .3), 3)
g <- plain(g); put(g, "generated")

# --- kaplan-meier
km <- function(f, name) {
  t <- as.data.frame(tidy(f)); 
  if (!is.null(t$strata)) t$strata <- gsub(" +,", ",", trimws(t$strata)) # R pads levels
  if (any(grepl(",", t$strata))) t$strata <- NULL
  put(t, paste0("km-", name))
  s <- summary(f)$table; s <- if (is.matrix(s)) as.data.frame(s) else as.data.frame(t(s))
  names(s) <- c("n", "n_max", "n_start", "events", "rmean", "rmean_std_error", "median", "conf_low", "conf_high"); put(s, paste0("km-", name, "-summary"))
}
km(survfit(Surv(time, status) ~ sex, lung), "lung")
km(survfit(Surv(time, status) ~ sex, lung, conf.type = "log-log", conf.int = .9), "lung-loglog")
km(survfit(Surv(time, status) ~ 1, lung, conf.type = "plain"), "lung-plain")
km(survfit(Surv(time, status) ~ celltype, veteran), "veteran")
km(survfit(Surv(entry, time, event) ~ arm + site, g), "generated-entry")
km(survfit(Surv(time, event) ~ arm, g, weights = w), "generated-counts")
km(survfit(Surv(time, event) ~ arm, g, weights = v), "generated-weights")
km(survfit(Surv(entry, time, event) ~ arm, g, weights = v), "generated-entry-weights")

# --- log-rank
lr <- function(f, name, k) put(data.frame(statistic = f$chisq, df = k - 1, p_value = pchisq(f$chisq, k - 1, lower.tail = FALSE)), paste0("logrank-", name))
grp <- function(f, name) put(data.frame(n = as.integer(f$n), obs = if (is.matrix(f$obs)) rowSums(f$obs) else f$obs, exp = if (is.matrix(f$exp)) rowSums(f$exp) else f$exp), paste0("logrank-", name, "-groups"))
for (r in c(0, 1)) { f <- survdiff(Surv(time, status) ~ sex, lung, rho = r); lr(f, paste0("lung-rho", r), 2); grp(f, paste0("lung-rho", r)) }
f <- survdiff(Surv(time, status) ~ celltype, veteran); lr(f, "veteran", 4); grp(f, "veteran")
w <- 1:4; put(data.frame(statistic = sum(w * (f$obs - f$exp))^2 / drop(t(w) %*% f$var %*% w), df = 1), "logrank-veteran-trend")
f <- survdiff(Surv(time, event) ~ arm + strata(site), g, rho = .5); lr(f, "generated-strata", 3); grp(f, "generated-strata")

# --- cox
cx <- function(f, name, transforms = "km") {
  t <- as.data.frame(tidy(f, conf.int = TRUE)); names(t)[names(t) == "robust.se"] <- "robust_se"
  t$hazard_ratio <- exp(t$estimate); t[is.na(t$estimate), -1] <- NA # an aliased term has a standard error of 0 in R
   put(t, paste0("cox-", name))
  s <- summary(f); k <- sum(!is.na(coef(f)))
  fit <- (data.frame(n = f$n, nevent = f$nevent, df = k, loglik_null = f$loglik[1], loglik = f$loglik[2], statistic_log = s$logtest[1], p_value_log = s$logtest[3],
                 statistic_wald = as.numeric(f$wald.test), statistic_sc = s$sctest[1], p_value_sc = s$sctest[3],
                 statistic_robust = if (is.null(f$rscore)) NA else as.numeric(f$rscore), concordance = s$concordance[1], std_error_concordance = s$concordance[2], aic = AIC(f), bic = BIC(f)))
  if (length(attr(terms(f), "offset"))) fit$statistic_robust <- NULL # R leaves the offset out of the null model of this test
  if (name == "generated-aliased") fit$statistic_wald <- NULL # R's tolerance sets the column of large scale aside here
  put(fit, paste0("cox-", name, "-fit"))
  for (tr in transforms) { z <- cox.zph(f, tr)$table; put(data.frame(term = rownames(z), statistic = z[, 1], df = z[, 2], p_value = z[, 3]), paste0("cox-", name, "-ph-", tr)) }
}
tight <- coxph.control(eps = 1e-12, iter.max = 50)
f <- coxph(Surv(time, status) ~ age + sex + ph_ecog + wt_loss, lung, control = tight); cx(f, "lung", c("km", "identity", "rank", "log"))
b <- basehaz(f); put(b, "cox-lung-baseline")
cx(coxph(Surv(time, status) ~ age + sex, lung, ties = "breslow", control = tight), "lung-breslow")
f <- coxph(Surv(time, status) ~ trt + karno + celltype + strata(prior), veteran, control = tight); cx(f, "veteran", c("km", "rank"))
b <- basehaz(f); b$strata <- NULL; put(b, "cox-veteran-baseline")
cx(coxph(Surv(start, stop, event) ~ age + year + surgery + transplant, heart, control = tight), "heart", c("km", "identity"))
cx(coxph(Surv(start, stop, event) ~ age + year + surgery + transplant + cluster(id), heart, control = tight), "heart-cluster")
cx(coxph(Surv(start, stop, event) ~ age + year + transplant, heart, ties = "breslow", control = tight), "heart-breslow")
cx(coxph(Surv(time, event) ~ x + arm, g, weights = w, control = tight), "generated-counts")
cx(coxph(Surv(time, event) ~ x + arm, g, weights = v, control = tight), "generated-weights")
cx(coxph(Surv(entry, time, event) ~ x + arm + strata(site) + offset(offset), g, weights = v, cluster = person, control = tight), "generated-all", c("km", "identity"))
cx(coxph(Surv(time, event) ~ x * arm, g, control = tight), "generated-interaction")
cx(coxph(Surv(time, event) ~ x + twice + huge, g, control = tight), "generated-aliased")

# --- competing risks
ci <- function(f, name) {
  s <- summary(f); st <- if (is.null(s$strata)) rep("", length(s$time)) else as.character(s$strata)
  f0 <- as.data.frame(tidy(f)); f0 <- f0[f0$state != "(s0)", ]
  if (is.null(f0$strata)) f0$strata <- "all"
  f0 <- f0[order(f0$strata, f0$state, f0$time), c("time", "n.event", "estimate", "std.error", "conf.low", "conf.high", "state")]; put(f0, paste0("incidence-", name))
}
m <- mgus2; m$etime <- with(m, ifelse(pstat == 0, futime, ptime)); m$cause <- with(m, ifelse(pstat == 0, 2 * death, 1))
m <- plain(m[!is.na(m$mspike), c("age", "sex", "mspike", "etime", "cause")]); put(m, "mgus2")
ci(survfit(Surv(etime, factor(cause)) ~ sex, m), "mgus2")
ci(survfit(Surv(time, factor(cause)) ~ arm, g, conf.type = "log-log"), "generated")
gray <- function(x, name) put(data.frame(state = rownames(x$Tests), statistic = x$Tests[, 1], df = x$Tests[, 3], p_value = x$Tests[, 2]), paste0("gray-", name))
cu <- cuminc(m$etime, m$cause, m$sex); gray(cu, "mgus2")
gray(cuminc(g$time, g$cause, g$arm, g$site, rho = .5), "generated")
cu <- cuminc(g$time, g$cause, g$arm); tp <- timepoints(cu, c(2, 5, 8))
put(data.frame(estimate = c(t(tp$est)), std_error = sqrt(c(t(tp$var)))), "incidence-generated-at") # by event, group, time
fg <- function(d, t, s, x, k, name) { f <- crr(d[[t]], d[[s]], x, failcode = k, gtol = 1e-10)
  put(data.frame(term = names(f$coef), estimate = f$coef, std_error = sqrt(diag(f$var))), paste0("finegray-", name))
  put(data.frame(loglik_null = f$loglik.null, loglik = f$loglik), paste0("finegray-", name, "-fit")) }
fg(m, "etime", "cause", cbind(age = m$age, sexM = 1 * (m$sex == "M"), mspike = m$mspike), 1, "mgus2")
fg(g, "time", "cause", cbind(x = g$x, armolder = 1 * (g$arm == "older"), armusual = 1 * (g$arm == "usual")), 2, "generated")

# --- parametric
wb <- function(f, name) {
  t <- as.data.frame(tidy(f, conf.int = TRUE)); t$conf.low <- t$estimate - qnorm(.975) * t$std.error; t$conf.high <- t$estimate + qnorm(.975) * t$std.error; put(t, paste0("weibull-", name))
  put(data.frame(n = length(f$linear.predictors), scale = f$scale, loglik_null = f$loglik[1], loglik = f$loglik[2], statistic = 2 * diff(f$loglik), aic = AIC(f), bic = BIC(f)), paste0("weibull-", name, "-fit"))
}
ctl <- survreg.control(rel.tolerance = 1e-13, maxiter = 100)
wb(survreg(Surv(time, status) ~ age + sex + ph_ecog, lung, control = ctl), "lung")
wb(survreg(Surv(time, event) ~ x + arm + huge, g, weights = v, control = ctl), "generated")
wb(survreg(Surv(time, status) ~ karno + celltype, veteran, dist = "exponential", control = ctl), "exponential")
