# Writes monitoring_reference.json: the stratified log-rank statistic of the demonstration cohort (overall survival,
# MRD-negative, randomized) as it stood on some calendar days, by R's survdiff on the data of that day.
# Needs R with survival only:  Rscript make_monitoring_reference.R [output file]
suppressMessages(library(survival))
here <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
folder <- if (length(here)) dirname(here) else "."
given <- commandArgs(trailingOnly = TRUE)
output <- if (length(given)) given[1] else file.path(folder, "monitoring_reference.json")

p <- read.csv(file.path(folder, "..", "..", "..", "resources", "demo", "patients.csv"), colClasses = "character",
              na.strings = character(0))
p <- p[p$assignment == "randomized" & p$mrd_percent != "", ]
p <- p[as.numeric(p$mrd_percent) < 0.01, ]
day <- function(x) as.Date(ifelse(x == "", NA, x))
known <- function(x) ifelse(x == "", "missing", x)
d <- data.frame(start = day(p$randomization_date), death = day(p$death_date), last = day(p$last_contact_date),
                treated = grepl("^Blin", p$arm), age = as.numeric(p$age) >= 55, cd20 = known(p$cd20),
                rituximab = known(p$rituximab_use), intended = p$transplant_intended)

call <- "survdiff(Surv(time, event) ~ treated + strata(age, cd20, rituximab, intended), now)"
on_day <- function(when) {
  now <- d[d$start <= when, ]
  now$event <- !is.na(now$death) & now$death <= when
  now$time <- as.numeric(pmin(ifelse(now$event, now$death, now$last), when) - as.numeric(now$start))
  fit <- eval(parse(text = call))
  observed <- rowSums(fit$obs); expected <- rowSums(fit$exp)
  sprintf('{"day": "%s", "patients": %d, "events": %d, "chi2": %.17g, "treated_better": %s}', when, nrow(now),
          sum(now$event), fit$chisq, tolower(observed[2] < expected[2]))
}
deaths <- sort(d$death[!is.na(d$death)])
days <- c(deaths[c(5, 12, 20, 31, 40, 47, 53)], max(d$last))
writeLines(sprintf('{"R": "%s", "call": "%s", "days": [\n%s]}', R.version.string, call,
                   paste(vapply(seq_along(days), function(i) on_day(days[i]), ""), collapse = ",\n")), output)
