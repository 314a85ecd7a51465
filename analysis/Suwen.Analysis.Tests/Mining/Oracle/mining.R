# Reference values of hierarchical clustering and components, by base R (Debian: r-base-core).
# Run in this folder after mining.py: Rscript mining.R
options(digits = 17)
flowers <- read.csv("iris.csv")
x <- flowers[, 1:4]
set.seed(1)
# Without equal distances, whose order is the implementation's.
x <- x + matrix(round(runif(600, 0, 1e-3), 6), ncol = 4)
write.csv(x, "scattered.csv", row.names = FALSE)
for (linkage in c("ward.D2", "complete", "average", "single")) {
  h <- hclust(dist(x), linkage)
  name <- sub("[.]D2", "", linkage)
  write.csv(data.frame(merge_1 = h$merge[, 1], merge_2 = h$merge[, 2], height = h$height), paste0("hclust-", name, ".csv"), row.names = FALSE)
  write.csv(data.frame(cluster = cutree(h, 4)), paste0("cutree-", name, ".csv"), row.names = FALSE)
}
for (scaled in c(FALSE, TRUE)) {
  p <- prcomp(flowers[, 1:4], scale. = scaled)
  s <- apply(p$rotation, 2, function(v) sign(v[which.max(abs(v))]))
  percent <- p$sdev^2 / sum(p$sdev^2)
  tag <- if (scaled) "scaled" else "plain"
  write.csv(data.frame(PC = 1:4, std_dev = p$sdev, percent = percent, cumulative = cumsum(percent)), paste0("pca-", tag, ".csv"), row.names = FALSE)
  write.csv(data.frame(value = as.vector(sweep(p$rotation, 2, s, "*"))), paste0("pca-loadings-", tag, ".csv"), row.names = FALSE)
  write.csv(sweep(p$x, 2, s, "*"), paste0("pca-scores-", tag, ".csv"), row.names = FALSE)
}
