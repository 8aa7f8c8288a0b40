# Writes demo_reference.json: what R's survival package says about the two cohorts that ship with the program,
# the R call beside each number. Needs R with survival only:  Rscript make_demo_reference.R [output file]
# Times are in months (days / 30.4375). coxph runs to convergence (eps = 1e-12), so that its last digits can be
# compared; everything else runs with its defaults except for what each call shows.
suppressMessages(library(survival))

here <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
folder <- if (length(here)) dirname(here) else "."
given <- commandArgs(trailingOnly = TRUE)
output <- if (length(given)) given[1] else file.path(folder, "demo_reference.json")
tables <- file.path(folder, "..", "..", "..", "resources", "demo")

# ---- JSON, 17 significant digits -------------------------------------------------------------------------
quoted <- function(x) if (length(x)) paste0('"', gsub('"', '\\\\"', x), '"') else x
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    parts <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ",\n"), "]"))
    return(paste0("{", paste0(quoted(names(x)), ": ", parts, collapse = ",\n "), "}"))
  }
  parts <- if (is.character(x)) quoted(x) else number(as.numeric(x))
  if (inherits(x, "AsIs")) paste0("[", paste(parts, collapse = ", "), "]") else parts
}

# ---- the cohorts, one row a patient, fields and levels named as in the study files -----------------------
days <- function(x) as.numeric(as.Date(ifelse(x == "", NA, x)))
known <- function(x) ifelse(x == "", "missing", x)

read_demo <- function() {
  p <- read.csv(file.path(tables, "patients.csv"), colClasses = "character", na.strings = character(0))
  p <- p[p$assignment == "randomized" & p$mrd_percent != "", ]
  p <- p[as.numeric(p$mrd_percent) < 0.01, ]
  start <- days(p$randomization_date); death <- days(p$death_date)
  relapse_or_death <- pmin(days(p$relapse_date), death, na.rm = TRUE); last <- days(p$last_contact_date)
  data.frame(
    OS = (ifelse(is.na(death), last, death) - start) / 30.4375, OS_event = 1 * !is.na(death),
    RFS = (ifelse(is.na(relapse_or_death), last, relapse_or_death) - start) / 30.4375,
    RFS_event = 1 * !is.na(relapse_or_death),
    arm = factor(ifelse(grepl("^Blin", p$arm), "blina", "chemo"), c("chemo", "blina")),
    age = as.numeric(p$age), age_group = ifelse(as.numeric(p$age) < 55, "<55", ">=55"),
    cd20 = known(p$cd20), rituximab = known(p$rituximab_use), transplant_intended = p$transplant_intended,
    risk = p$combined_risk, bcr_abl1_like = p$bcr_abl1_like
  )
}

read_colon <- function() {
  d <- read.csv(file.path(tables, "colon.csv"))
  r <- d[d$etype == 1, ]; d <- d[d$etype == 2, ]
  r <- r[match(d$id, r$id), ]
  relapse <- r$status == 1; death <- d$status == 1
  first <- ifelse(relapse & death, pmin(r$time, d$time), ifelse(relapse, r$time, ifelse(death, d$time, pmin(r$time, d$time))))
  level <- function(x, names) ifelse(is.na(x), "missing", names[x - min(x, na.rm = TRUE) + 1])
  data.frame(
    OS = d$time / 30.4375, OS_event = d$status, RFS = first / 30.4375, RFS_event = 1 * (relapse | death),
    TTR = r$time / 30.4375, TTR_event = r$status,
    arm = factor(c(Obs = "obs", Lev = "lev", "Lev+5FU" = "lev5fu")[as.character(d$rx)], c("obs", "lev5fu", "lev")),
    age = d$age, age_group = ifelse(d$age < 60, "<60", ">=60"), sex = level(d$sex, c("female", "male")),
    node4 = level(d$node4, c("1-4", ">4")), extent = c("submucosa", "muscle", "serosa", "contiguous")[d$extent],
    differ = level(d$differ, c("well", "moderate", "poor")), obstruct = level(d$obstruct, c("no", "yes")),
    surg = level(d$surg, c("short", "long"))
  )
}

# ---- what is asked ---------------------------------------------------------------------------------------
converged <- 'control = coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 100)'
ask <- function(call, d) suppressWarnings(eval(parse(text = call)))
surv <- function(e) sprintf("Surv(%s, %s_event)", e, e)
strata_term <- function(strata) if (length(strata)) sprintf(" + strata(%s)", paste(strata, collapse = ", ")) else ""

curves <- function(e, d, times) lapply(c("log-log", "log", "plain"), function(type) {
  call <- sprintf('survfit(%s ~ 1, d[d$arm == "ARM", ], conf.type = "%s")', surv(e), type)
  list(conf_type = type, call = call, arms = lapply(levels(d$arm), function(arm) {
    fit <- ask(sub("ARM", arm, call), d)
    at <- summary(fit, times = times, extend = TRUE)
    gone <- times > max(fit$time)
    q <- quantile(fit, 0.5)
    list(arm = arm, n = fit$n, events = sum(fit$n.event), times = I(times), at_risk = I(at$n.risk),
         survival = I(ifelse(gone, NA, at$surv)), std_err = I(ifelse(gone, NA, at$std.err)),
         lower = I(ifelse(gone, NA, at$lower)), upper = I(ifelse(gone, NA, at$upper)),
         median = I(unname(c(q$quantile, q$lower, q$upper))))
  }))
})

follow_up <- function(e, d) {
  call <- sprintf('quantile(survfit(Surv(%s, 1 - %s_event) ~ 1, d, conf.type = "log-log"), 0.5)', e, e)
  q <- ask(call, d)
  list(call = call, median = I(unname(c(q$quantile, q$lower, q$upper))))
}

logrank <- function(e, d, strata) {
  call <- sprintf("survdiff(%s ~ arm%s, d)", surv(e), strata_term(strata))
  fit <- ask(call, d)
  df <- nlevels(d$arm) - 1
  list(call = call, chi2 = fit$chisq, df = df, p = pchisq(fit$chisq, df, lower.tail = FALSE))
}

# The hazard ratio of every arm against the reference; none where an arm has no events.
cox <- function(e, d, strata) {
  call <- sprintf("coxph(%s ~ arm%s, d, %s)", surv(e), strata_term(strata), converged)
  events <- tapply(d[[paste0(e, "_event")]], d$arm, sum); events[is.na(events)] <- 0
  out <- list(call = call, n = nrow(d), events = I(unname(events)), patients = I(c(table(d$arm))))
  if (!all(events > 0)) return(out)
  fit <- ask(call, d); limits <- exp(confint(fit))
  c(out, list(arms = I(levels(d$arm)[-1]), value = I(exp(coef(fit))), lower = I(limits[, 1]), upper = I(limits[, 2]),
    std_err = I(sqrt(diag(vcov(fit)))), p = I(summary(fit)$coefficients[, "Pr(>|z|)"])))
}

forest <- function(e, d, fields, strata, untested) lapply(names(fields), function(name) {
  kept <- setdiff(strata, name)
  rows <- lapply(fields[[name]], function(level) c(list(level = level), cox(e, d[d[[name]] == level, ], kept)))
  tested <- setdiff(fields[[name]], untested)
  tested <- tested[tested %in% d[[name]]]
  x <- d[d[[name]] %in% tested, ]; x$level <- factor(x[[name]], tested)
  cells <- if (nrow(x)) tapply(x[[paste0(e, "_event")]], list(x$level, x$arm), sum) else NA
  out <- list(field = name, strata = I(kept), tested = I(tested), rows = rows)
  if (length(tested) < 2 || any(is.na(cells)) || !all(cells > 0)) return(out)
  model <- sprintf("coxph(%s ~ arm %s level%s, d, %s)", surv(e), c("+", "*"), strata_term(kept), converged)
  call <- sprintf("anova(%s, %s)", model[1], model[2])
  test <- ask(call, x)
  c(out, list(call = call, chi2 = test$Chisq[2], df = test$Df[2], p = test[[grep("^P|^Pr", names(test))]][2]))
})

cases <- function(cohort, d, endpoints, where, strata, forest_strata, fields, untested, times)
  lapply(endpoints, function(e) list(
    cohort = cohort, where = I(where), endpoint = e, n = nrow(d), curves = curves(e, d, times),
    follow_up = follow_up(e, d), logrank = logrank(e, d, strata), cox = cox(e, d, strata),
    forest = forest(e, d, fields, forest_strata, untested)))

demo <- function(d, where) cases("demo", d, c("OS", "RFS"), where,
  c("age_group", "cd20", "rituximab", "transplant_intended"), c("cd20", "rituximab"),
  list(age_group = c("<55", ">=55"), risk = c("favorable", "intermediate", "unfavorable", "not assigned"),
       bcr_abl1_like = c("yes", "no"), transplant_intended = c("yes", "no"), cd20 = c("positive", "negative"),
       rituximab = c("yes", "no")), "not assigned", 12 * 1:6)
colon <- function(d, where) cases("colon", d, c("OS", "RFS", "TTR"), where, c("extent", "surg", "node4"), character(0),
  list(age_group = c("<60", ">=60"), sex = c("female", "male"), node4 = c("1-4", ">4"),
       extent = c("submucosa", "muscle", "serosa", "contiguous"), differ = c("well", "moderate", "poor"),
       obstruct = c("yes", "no"), surg = c("short", "long")), character(0), 12 * 1:7)

d <- read_demo(); k <- read_colon()
all_cases <- c(
  demo(d, character(0)), demo(d[d$age >= 55, ], "age>=55"), demo(d[d$risk == "unfavorable", ], "risk=unfavorable"),
  colon(k, character(0)), colon(k[k$age >= 55, ], "age>=55"), colon(k[k$differ == "poor", ], "differ=poor"))
writeLines(json(list(R = R.version.string, survival = as.character(packageVersion("survival")), cases = all_cases)), output)
