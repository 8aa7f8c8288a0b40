# The statistics of one filter change with R's survival, on the columns that tests/bench/statistics.py wrote.
# Rscript fits.R FOLDER REPEATS prints the median seconds of the fits alone, and their estimates.
suppressMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
repeats <- as.integer(arguments[2])

about <- readLines(file.path(folder, "columns.txt"))
n <- as.integer(about[1])
file <- file(file.path(folder, "columns.bin"), "rb")
d <- list()
for (name in about[-1]) d[[name]] <- readBin(file, "double", n)
close(file)
d <- as.data.frame(d)
factors <- setdiff(about[-1], c("time", "status", "arm"))
for (name in factors) d[[name]] <- factor(d[[name]])
subgroups <- read.csv(file.path(folder, "subgroups.csv"), colClasses = "character")
overall_strata <- c("age_group", "cd20", "rituximab", "transplant_intended")

strata_term <- function(fields) if (length(fields)) paste0(" + strata(", paste(fields, collapse = ", "), ")") else ""

fits <- function() {
  all <- strata_term(overall_strata)
  curves <- survfit(Surv(time, status) ~ arm, d, conf.type = "log-log")
  test <- survdiff(as.formula(paste0("Surv(time, status) ~ arm", all)), d)
  overall <- coxph(as.formula(paste0("Surv(time, status) ~ arm", all)), d)
  estimates <- c(coef(overall), test$chisq)
  for (field in unique(subgroups$field)) {
    strata <- strata_term(setdiff(c("cd20", "rituximab"), field))
    rows <- subgroups[subgroups$field == field, ]
    for (level in rows$level) {
      part <- d[d[[field]] == level, ]
      fit <- coxph(as.formula(paste0("Surv(time, status) ~ arm", strata)), part)
      estimates <- c(estimates, coef(fit)[1])
    }
    tested <- d[d[[field]] %in% rows$level[rows$tested == "1"], ]
    tested[[field]] <- droplevels(tested[[field]])
    additive <- coxph(as.formula(paste0("Surv(time, status) ~ arm + ", field, strata)), tested)
    product <- coxph(as.formula(paste0("Surv(time, status) ~ arm * ", field, strata)), tested)
    estimates <- c(estimates, 2 * (product$loglik[2] - additive$loglik[2]))
  }
  estimates
}

seconds <- numeric(repeats)
for (i in seq_len(repeats)) {
  gc()
  started <- proc.time()[["elapsed"]]
  estimates <- fits()
  seconds[i] <- proc.time()[["elapsed"]] - started
}
cat("seconds", format(median(seconds), digits = 6), "\n")
cat("estimates", format(unname(estimates), digits = 15), "\n")
