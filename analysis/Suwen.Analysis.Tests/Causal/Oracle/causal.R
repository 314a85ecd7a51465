# Writes the inputs and the expected results of the tests of matching. R 4.2 with MatchIt 4.5.
# Debian packages: r-base-core r-cran-matchit. Run in this folder: Rscript causal.R
suppressMessages(library(MatchIt))
out <- function(x, name) write.csv(x, paste0(name, ".csv"), row.names = FALSE)
data("lalonde"); rownames(lalonde) <- NULL; lalonde$race <- as.character(lalonde$race); out(lalonde, "lalonde")
set.seed(3); n <- 800
smooth <- data.frame(age = round(rnorm(n, 50, 12), 4), sex = sample(c("f", "m"), n, TRUE), bmi = round(rnorm(n, 25, 4), 4)); smooth$treated <- rbinom(n, 1, plogis(-2 + 0.02 * (smooth$age - 50) + 0.1 * (smooth$bmi - 25) + 0.5 * (smooth$sex == "m"))); out(smooth, "smooth")
f <- treat ~ age + educ + race + married + nodegree + re74 + re75; g <- treated ~ age + sex + bmi
bal <- function(m) { s <- summary(m); a <- s$sum.all; b <- s$sum.matched; data.frame(term = rownames(a), mean_treated_before = a[, 1], mean_control_before = a[, 2], smd_before = a[, 3], variance_ratio_before = a[, 4], mean_treated_after = b[, 1], mean_control_after = b[, 2], smd_after = b[, 3], variance_ratio_after = b[, 4]) }
# MatchIt 4.5.1, when it is given scores, looks only at controls below the treated score (later versions look at both sides). Given
# distances as a matrix it takes the nearest, so it is asked that way: rows in the order of matching, forbidden pairs infinite.
nearest <- function(formula, data, order = "largest", logit = FALSE, caliper = Inf, exact = NULL, ...) {
  d <- fitted(glm(formula, binomial, data, control = glm.control(epsilon = 1e-14))); if (logit) d <- qlogis(d)
  t <- data[[as.character(formula[[2]])]]; o <- order(-t, switch(order, largest = -d, smallest = d, data = seq_along(d)), seq_along(d))
  dm <- abs(outer(d, d, "-")); dm[dm > caliper * sd(d)] <- Inf; if (!is.null(exact)) dm[outer(data[[exact]], data[[exact]], "!=")] <- Inf
  m <- suppressWarnings(matchit(formula, data[o, ], method = "nearest", distance = dm[o, o], m.order = "data", ...)); m
}
pairs <- function(m) { x <- m$match.matrix; r <- do.call(rbind, lapply(seq_len(nrow(x)), function(i) if (all(is.na(x[i, ]))) NULL else data.frame(treated_row = as.integer(rownames(x)[i]), control_row = as.integer(x[i, !is.na(x[i, ])])))); r[order(r$treated_row), ] }
write <- function(m, name) { out(pairs(m), paste0(name, "-pairs")); out(bal(m), paste0(name, "-balance")); w <- weights(m); w <- w[order(as.integer(names(w)))]; out(data.frame(row = as.integer(names(w))[w > 0], weight = w[w > 0]), paste0(name, "-weights")) }
write(nearest(f, lalonde), "lalonde-default")
write(nearest(g, smooth), "smooth-default")
write(nearest(g, smooth, ratio = 2, caliper = 0.2), "smooth-ratio")
write(nearest(g, smooth, "smallest", TRUE, 0.1, "sex"), "smooth-exact")
write(nearest(g, smooth, "data", replace = TRUE, ratio = 3), "smooth-replace")
p <- fitted(glm(g, binomial, smooth, control = glm.control(epsilon = 1e-14))); t <- smooth$treated
out(data.frame(ATE = ifelse(t == 1, 1 / p, 1 / (1 - p)), ATT = ifelse(t == 1, 1, p / (1 - p)), ATO = ifelse(t == 1, 1 - p, p)), "weights")
