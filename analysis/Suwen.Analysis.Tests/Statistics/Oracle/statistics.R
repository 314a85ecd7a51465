# Writes the inputs and the expected results of the tests of statistics. R 4.2.
# Debian packages: r-base-core r-cran-car. Run in this folder: Rscript statistics.R
out <- function(x, name) write.csv(x, paste0(name, ".csv"), row.names = FALSE)
na <- function(x) if (is.null(x)) NA else unname(x)
options(digits = 17)
out(mtcars, "mtcars"); out(sleep, "sleep"); out(ToothGrowth, "toothgrowth"); out(airquality, "airquality"); out(iris, "iris"); out(InsectSprays, "insectsprays"); out(infert, "infert"); out(warpbreaks, "warpbreaks")

t_row <- function(t) data.frame(estimate = if (length(t$estimate) == 2) t$estimate[[1]] - t$estimate[[2]] else t$estimate[[1]], statistic = na(t$statistic), df = na(t$parameter), p_value = t$p.value, conf_low = t$conf.int[1], conf_high = t$conf.int[2], method = trimws(t$method))
out(t_row(t.test(mpg ~ am, mtcars)), "t-welch")
out(t_row(t.test(mpg ~ am, mtcars, var.equal = TRUE, alternative = "less", conf.level = 0.9)), "t-pooled")
out(t_row(t.test(sleep$extra[1:10], sleep$extra[11:20], paired = TRUE)), "t-paired")
out(t_row(t.test(mtcars$mpg, mu = 18, alternative = "greater")), "t-one")

set.seed(1)
exact <- data.frame(x = round(c(rnorm(12), rnorm(15, 0.8)), 6), g = rep(c("a", "b"), c(12, 15)))
pairs <- data.frame(a = round(rnorm(20), 6), b = round(rnorm(20, 0.4), 6))
out(exact, "ranks"); out(pairs, "pairs")
w_row <- function(w) data.frame(statistic = na(w$statistic), p_value = w$p.value)
out(w_row(wilcox.test(x ~ g, exact)), "wilcox-exact")
out(w_row(wilcox.test(x ~ g, exact, alternative = "less")), "wilcox-less")
out(w_row(suppressWarnings(wilcox.test(mpg ~ am, mtcars))), "wilcox-ties")
out(w_row(suppressWarnings(wilcox.test(mpg ~ am, mtcars, correct = FALSE, alternative = "greater"))), "wilcox-uncorrected")
out(w_row(wilcox.test(pairs$a, pairs$b, paired = TRUE)), "wilcox-paired")
k <- kruskal.test(Ozone ~ Month, airquality)
out(data.frame(statistic = k$statistic, df = k$parameter, p_value = k$p.value), "kruskal")

c_row <- function(x) data.frame(statistic = na(x$statistic), df = na(x$parameter), p_value = x$p.value)
out(c_row(suppressWarnings(chisq.test(table(mtcars$gear, mtcars$cyl)))), "chisq")
out(c_row(chisq.test(table(mtcars$vs, mtcars$am))), "chisq-yates")
out(c_row(chisq.test(table(mtcars$vs, mtcars$am), correct = FALSE)), "chisq-plain")
out(c_row(suppressWarnings(chisq.test(table(mtcars$gear)))), "chisq-fit")
cells <- suppressWarnings(chisq.test(table(mtcars$gear, mtcars$cyl)))
out(data.frame(count = as.vector(t(cells$observed)), expected = as.vector(t(cells$expected)), residual = as.vector(t(cells$residuals)), std_residual = as.vector(t(cells$stdres))), "chisq-cells")
f_row <- function(f) data.frame(estimate = na(f$estimate), conf_low = if (is.null(f$conf.int)) NA else f$conf.int[1], conf_high = if (is.null(f$conf.int)) NA else f$conf.int[2], p_value = f$p.value)
out(f_row(fisher.test(table(mtcars$vs, mtcars$am))), "fisher")
out(f_row(fisher.test(table(mtcars$vs, mtcars$am), alternative = "greater")), "fisher-greater")
out(f_row(fisher.test(table(mtcars$gear, mtcars$cyl))), "fisher-3x3")
job <- data.frame(income = rep(1:4, each = 4), satisfaction = rep(1:4, 4), n = c(1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11))
out(job, "job")
out(f_row(fisher.test(xtabs(n ~ income + satisfaction, job))), "fisher-job")

a_row <- function(a) data.frame(term = trimws(rownames(a)), df = a$Df, sumsq = a$`Sum Sq`, statistic = a$`F value`, p_value = a$`Pr(>F)`)
out(a_row(summary(aov(count ~ spray, InsectSprays))[[1]]), "anova")
w <- oneway.test(count ~ spray, InsectSprays)
out(data.frame(term = c("spray", "Residuals"), df = unname(w$parameter), statistic = c(w$statistic, NA), p_value = c(w$p.value, NA)), "anova-welch")
tooth <- transform(ToothGrowth, dose = factor(dose))[-c(1, 2, 17, 40), ]
out(tooth, "tooth-unbalanced")
out(a_row(anova(lm(len ~ supp * dose, tooth))), "anova-two")
two <- car::Anova(lm(len ~ supp * dose, tooth), type = 2)
out(data.frame(term = rownames(two), df = two$Df, sumsq = two$`Sum Sq`, statistic = two$`F value`, p_value = two$`Pr(>F)`), "anova-type2")
h <- TukeyHSD(aov(count ~ spray, InsectSprays))$spray
out(data.frame(contrast = rownames(h), estimate = h[, 1], conf_low = h[, 2], conf_high = h[, 3], p_value = h[, 4]), "tukey")
m <- TukeyHSD(aov(mpg ~ factor(gear), mtcars))[[1]]
out(data.frame(contrast = rownames(m), estimate = m[, 1], conf_low = m[, 2], conf_high = m[, 3], p_value = m[, 4]), "tukey-unbalanced")

r_row <- function(x, y, ...) { r <- suppressWarnings(cor.test(x, y, ...)); data.frame(estimate = na(r$estimate), statistic = na(r$statistic), df = na(r$parameter), p_value = r$p.value, conf_low = if (is.null(r$conf.int)) NA else r$conf.int[1], conf_high = if (is.null(r$conf.int)) NA else r$conf.int[2]) }
air <- airquality
out(rbind(r_row(air$Ozone, air$Wind), r_row(air$Ozone, air$Temp), r_row(air$Wind, air$Temp)), "pearson")
out(r_row(mtcars$mpg, mtcars$wt, method = "spearman"), "spearman-ties")
out(r_row(mtcars$mpg, mtcars$wt, method = "kendall"), "kendall-ties")
out(r_row(pairs$a, pairs$b, method = "spearman"), "spearman-20")
out(r_row(pairs$a[1:8], pairs$b[1:8], method = "spearman"), "spearman-8")
out(r_row(pairs$a, pairs$b, method = "kendall", alternative = "greater"), "kendall-exact")
out(pairs[1:8, ], "pairs-8")

s_row <- function(g, x) { s <- shapiro.test(x); data.frame(group = g, statistic = unname(s$statistic), p_value = s$p.value) }
out(do.call(rbind, lapply(split(iris, iris$Species), function(d) s_row(as.character(d$Species[1]), d$Petal.Width))), "shapiro")
out(rbind(s_row("all", mtcars$mpg)), "shapiro-one")
out(do.call(rbind, lapply(c(3, 4, 5, 6, 11), function(n) s_row(n, exact$x[1:n]))), "shapiro-small")
l <- car::leveneTest(count ~ spray, InsectSprays)
out(data.frame(statistic = l$`F value`[1], df = l$Df[1], df_residual = l$Df[2], p_value = l$`Pr(>F)`[1]), "levene")
b <- bartlett.test(count ~ spray, InsectSprays)
out(data.frame(statistic = b$statistic, df = b$parameter, p_value = b$p.value), "bartlett")

p <- c(0.01, 0.02, 0.03, 0.04, 0.05, 1e-8, 0.5, 0.9, 0.03, 0.2)
out(data.frame(p = p), "p-values")
out(data.frame(method = rep(c("holm", "hochberg", "hommel", "bonferroni", "BH", "BY"), each = 10), p_adjusted = unlist(lapply(c("holm", "hochberg", "hommel", "bonferroni", "BH", "BY"), function(m) p.adjust(p, m)))), "p-adjusted")

d <- function(name, x) data.frame(variable = name, n = sum(!is.na(x)), missing = sum(is.na(x)), mean = mean(x, na.rm = TRUE), sd = sd(x, na.rm = TRUE), median = median(x, na.rm = TRUE), q1 = quantile(x, 0.25, na.rm = TRUE, names = FALSE), q3 = quantile(x, 0.75, na.rm = TRUE, names = FALSE), min = min(x, na.rm = TRUE), max = max(x, na.rm = TRUE))
out(do.call(rbind, lapply(names(airquality), function(n) d(n, airquality[[n]]))), "describe")

out(data.frame(
  z = c(0.5, 8, 20, -3), normal = pnorm(c(0.5, 8, 20, -3), lower.tail = FALSE),
  t = pt(c(0.5, 8, 20, -3), 7.5, lower.tail = FALSE), t_large = pt(c(0.5, 8, 20, -3), 1e6, lower.tail = FALSE),
  chi = pchisq(c(0.5, 80, 200, 3), 5, lower.tail = FALSE), chi_large = pchisq(c(99000, 1e5, 101000, 1.1e5), 1e5, lower.tail = FALSE),
  f = pf(c(0.5, 8, 20, 3), 3, 1e5, lower.tail = FALSE), f_small = pf(c(0.5, 8, 20, 300), 2, 4, lower.tail = FALSE),
  qt = qt(c(0.025, 1e-10, 0.4, 0.005), 3.3, lower.tail = FALSE), qgamma = qgamma(c(0.025, 1e-10, 0.4, 0.995), 0.7), qbeta = qbeta(c(0.025, 1e-10, 0.4, 0.995), 3, 500),
  tukey = ptukey(c(0.5, 3, 5, 9), 4, 12, lower.tail = FALSE), binomial = pbinom(c(0, 3, 100, 9), c(10, 10, 1e6, 10), c(0.1, 0.5, 1e-4, 0.99)), qnorm = qnorm(c(0.025, 1e-10, 0.4, 0.995))), "distributions")

# Differences as tableone 0.13 defines them: pooled deviation of two groups; Mahalanobis distance of shares.
smd <- function(x, g) { a <- split(x, g); abs(mean(a[[1]]) - mean(a[[2]])) / sqrt((var(a[[1]]) + var(a[[2]])) / 2) }
smd_c <- function(x, g) { p <- prop.table(table(g, x), 1)[, -1]; s <- function(p) diag(p) - p %*% t(p); d <- p[1, ] - p[2, ]; sqrt(drop(d %*% solve((s(p[1, ]) + s(p[2, ])) / 2) %*% d)) }
for (t in c("anova", "welch", "kruskal")) {
  f <- function(x) if (t == "kruskal") kruskal.test(x, factor(infert$case)) else oneway.test(x ~ infert$case, var.equal = t == "anova")
  r <- lapply(c("age", "parity"), function(v) data.frame(variable = v, test = t, statistic = unname(f(infert[[v]])$statistic), p_value = f(infert[[v]])$p.value, smd = smd(infert[[v]], infert$case)))
  e <- chisq.test(table(infert$case, infert$education))
  out(rbind(do.call(rbind, r), data.frame(variable = "education", test = "chi-square", statistic = unname(e$statistic), p_value = e$p.value, smd = smd_c(as.character(infert$education), infert$case))), paste0("describe-", t))
}
