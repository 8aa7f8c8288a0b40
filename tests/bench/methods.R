# One method of tests/bench/methods.py with R's survival and cmprsk, on the columns that were written there.
# Rscript methods.R FOLDER METHOD REPEATS prints the median processor seconds of the method alone, and its estimates.
suppressMessages({
  library(survival)
  library(cmprsk)
})
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
method <- arguments[2]
repeats <- as.integer(arguments[3])

about <- readLines(file.path(folder, "columns.txt"))
n <- as.integer(about[1])
file <- file(file.path(folder, "columns.bin"), "rb")
d <- list()
for (name in about[-1]) d[[name]] <- readBin(file, "double", n)
close(file)
d <- as.data.frame(d)

several <- as.formula(paste(
  "Surv(time, status) ~ arm +", paste0("x", 1:9, collapse = " + "), "+ strata(stratum)"
))
if (method == "zph") fitted <- coxph(several, d)

work <- switch(method,
  rmst = function() {
    curves <- survfit(Surv(time, status) ~ arm, d)
    means <- summary(curves, rmean = 36)$table[, c("rmean", "se(rmean)")]
    c(t(means), means[2, 1] - means[1, 1], sqrt(sum(means[, 2]^2)))
  },
  incidence = function() {
    found <- cuminc(d$time, d$cause, d$arm)
    at <- timepoints(found, c(12, 36))
    c(found$Tests[, "stat"], t(at$est), t(at$var))
  },
  cox = function() coef(coxph(several, d)),
  zph = function() cox.zph(fitted)$table[, "chisq"],
  timevarying = function() {
    coef(coxph(Surv(start, stop, event) ~ arm + after + strata(stratum), d, subset = stop > start))
  }
)

used <- function() sum(proc.time()[c("user.self", "sys.self")])
seconds <- numeric(repeats)
for (i in seq_len(repeats)) {
  gc()
  started <- used()
  estimates <- work()
  seconds[i] <- used() - started
}
cat("seconds", format(median(seconds), digits = 6), "\n")
cat("estimates", format(unname(estimates), digits = 15), "\n")
