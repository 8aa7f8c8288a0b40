# Writes statistics_reference.json: what R says about proportions, quantiles and standardized differences, the
# call beside each number. Needs R only:  Rscript make_statistics_reference.R [output file]
here <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
folder <- if (length(here)) dirname(here) else "."
given <- commandArgs(trailingOnly = TRUE)
output <- if (length(given)) given[1] else file.path(folder, "statistics_reference.json")

quoted <- function(x) paste0('"', gsub('"', '\\\\"', x), '"')
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
json <- function(x) {
  if (is.list(x)) {
    parts <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ",\n"), "]"))
    return(paste0("{", paste0(quoted(names(x)), ": ", parts, collapse = ",\n "), "}"))
  }
  parts <- if (is.character(x)) quoted(x) else number(as.numeric(x))
  if (inherits(x, "AsIs")) paste0("[", paste(parts, collapse = ", "), "]") else parts
}

# Tables as events, n, events of the reference, n of the reference.
# The first two are the demonstration cohort, of the patients treated: neurologic or psychiatric, and nonhematologic.
tables <- list(c(25, 111, 6, 112), c(66, 111, 58, 112), c(26, 111, 6, 112), c(48, 112, 40, 112), c(3, 10, 9, 10), c(56, 70, 48, 80), c(6, 7, 2, 7),
  c(5, 56, 0, 29), c(0, 10, 0, 20), c(10, 10, 0, 20), c(0, 10, 20, 20), c(1, 1, 0, 1), c(7, 12, 5, 12),
  c(2, 15, 8, 14), c(120, 4000, 90, 4100), c(1, 5000, 9, 5000), c(37, 100, 37, 100), c(10, 10, 10, 10))

# fisher.test finds its odds ratio only to about 1e-4 (the tolerance of uniroot); the same equations to 1e-14.
exact_ratio <- function(x) {
  m <- x[2]; n <- x[4]; k <- x[1] + x[3]; lo <- max(0, k - n); hi <- min(k, m); support <- lo:hi
  logdc <- dhyper(support, m, n, k, log = TRUE)
  d <- function(theta) { w <- logdc + theta * support; w <- exp(w - max(w)); w / sum(w) }
  root <- function(f) exp(uniroot(f, c(-40, 40), tol = 1e-14, maxiter = 10000)$root)
  c(if (lo < x[1] && x[1] < hi) root(function(t) sum(d(t) * support) - x[1]) else NA,
    if (x[1] > lo) root(function(t) sum(d(t)[support >= x[1]]) - 0.025) else NA,
    if (x[1] < hi) root(function(t) 0.025 - sum(d(t)[support <= x[1]])) else NA)
}
fisher <- lapply(tables, function(x) {
  call <- sprintf("fisher.test(matrix(c(%d, %d, %d, %d), 2))", x[1], x[2] - x[1], x[3], x[4] - x[3])
  test <- eval(parse(text = call))
  list(table = I(x), call = call, p = test$p.value, exact = I(exact_ratio(x)), rounded = I(c(test$estimate, test$conf.int)))
})

score <- function(x, n, level) suppressWarnings(prop.test(x, n, conf.level = level, correct = FALSE)$conf.int)
wilson <- unlist(lapply(c(0.95, 0.9), function(level) lapply(
  list(c(0, 10), c(10, 10), c(1, 29), c(15, 148), c(81, 263), c(5, 100000)), function(x) {
    call <- sprintf("prop.test(%d, %d, conf.level = %g, correct = FALSE)$conf.int", x[1], x[2], level)
    list(events = x[1], n = x[2], level = level, call = call, limits = I(c(score(x[1], x[2], level))))
  })), recursive = FALSE)

# Newcombe's method 10 from the two score intervals.
newcombe <- lapply(tables, function(x) {
  a <- score(x[1], x[2], 0.95); b <- score(x[3], x[4], 0.95); p <- x[1] / x[2]; q <- x[3] / x[4]
  list(table = I(x), limits = I(c(p - q - sqrt((p - a[1])^2 + (b[2] - q)^2), p - q + sqrt((a[2] - p)^2 + (q - b[1])^2))))
})

columns <- list(seq(10, 200, 10), c(1, 2, 3), 5, c(3.6, 4, 1.1, 295, 3.6, 2.2, 9.9), c(7, 7, 7, 7, 9), (1:11)^2 / 7)
shares <- c(0, 0.1, 0.25, 0.3, 0.4, 0.5, 0.75, 0.9, 1)
quantiles <- unlist(lapply(c(2, 7), function(type) lapply(columns, function(x) list(
  values = I(x), type = type, shares = I(shares), call = sprintf("quantile(x, shares, type = %d)", type),
  expected = I(unname(quantile(x, shares, type = type))), mean = mean(x), sd = if (length(x) > 1) sd(x) else NA))),
  recursive = FALSE)

# Standardized difference of categories: Mahalanobis distance in the mean multinomial covariance, last one dropped.
categories <- lapply(list(list(c(19, 22, 50, 21), c(29, 19, 44, 20)), list(c(57, 55), c(56, 56)), list(c(5, 0, 3), c(4, 2, 9))),
  function(x) {
    p <- x[[1]] / sum(x[[1]]); q <- x[[2]] / sum(x[[2]]); k <- seq_len(length(p) - 1)
    s <- (diag(p) - p %*% t(p) + diag(q) - q %*% t(q))[k, k, drop = FALSE] / 2
    list(counts = I(x[[1]]), reference = I(x[[2]]), distance = sqrt(mahalanobis(p[k], q[k], s)))
  })

writeLines(json(list(R = R.version.string, fisher = fisher, wilson = wilson, newcombe = newcombe,
  quantiles = quantiles, categories = categories)), output)
