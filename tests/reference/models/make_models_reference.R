# Writes models_reference.json: what R's survival package says about the models of public data (../data/*.csv, and
# jasa.csv beside this script) and of the two cohorts that ship with the program, the R call beside each number.
# Needs R with survival only:  Rscript make_models_reference.R [output file]
# coxph runs to convergence (eps = 1e-12) so that its last digits can be compared.
suppressMessages({library(survival); library(splines)})

here <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
folder <- if (length(here)) dirname(here) else "."
given <- commandArgs(trailingOnly = TRUE)
output <- if (length(given)) given[1] else file.path(folder, "models_reference.json")
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

converged <- 'control = coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 100)'
ask <- function(call, d) suppressWarnings(eval(parse(text = call)))
read_data <- function(name, only = NULL) {
  d <- read.csv(file.path(if (name == "jasa") folder else file.path(folder, "..", "data"), paste0(name, ".csv")))
  for (column in names(only)) d <- d[d[[column]] %in% only[[column]], ]
  d
}
surv <- function(case) if (is.null(case$entry)) sprintf("Surv(%s, %s)", case$duration, case$event) else
  sprintf("Surv(%s, %s, %s)", case$entry, case$duration, case$event)
strata_term <- function(strata) if (length(strata)) sprintf(" + strata(%s)", paste(strata, collapse = ", ")) else ""
described <- function(case) {
  for (field in c("covariates", "strata")) if (!is.null(case[[field]])) case[[field]] <- I(case[[field]])
  case[!vapply(case, is.null, TRUE)]
}
fitted_numbers <- function(fit) {
  limits <- exp(confint(fit))
  list(n = fit$n, n_events = fit$nevent, coef = I(unname(coef(fit))), std_err = I(sqrt(diag(as.matrix(fit$var)))),
       lower = I(unname(limits[, 1])), upper = I(unname(limits[, 2])),
       p = I(unname(summary(fit)$coefficients[, "Pr(>|z|)"])), log_likelihood = I(fit$loglik),
       score_test = fit$score, wald_test = c(unname(fit$wald.test)), likelihood_ratio_test = 2 * diff(fit$loglik))
}

# ---- treatment by log(time) -------------------------------------------------------------------------------
by_time_case <- function(data, duration, event, covariates, moving, strata = NULL, only = NULL) {
  case <- list(data = data, duration = duration, event = event, covariates = covariates, moving = I(moving), strata = strata, only = only)
  d <- read_data(data, only)
  lapply(c("efron", "breslow"), function(ties) {
    call <- sprintf('coxph(%s ~ %s%s, d, ties = "%s", tt = function(x, t, ...) x * log(t), %s)', surv(case),
                    paste(c(covariates, sprintf("tt(%s)", moving)), collapse = " + "), strata_term(strata), ties, converged)
    c(described(case), list(ties = ties, call = call), fitted_numbers(ask(call, d)))
  })
}

# ---- cox.zph, and the curve that plot.cox.zph draws --------------------------------------------------------
residual_curve <- function(z, term, df = 4, nsmo = 40) {
  xx <- z$x; y <- z$y[, term]; keep <- !is.na(y)
  pred.x <- seq(from = min(xx), to = max(xx), length = nsmo)
  lmat <- ns(c(pred.x, xx), df = df, intercept = TRUE)
  pmat <- lmat[1:nsmo, ]; qmat <- qr(lmat[-(1:nsmo), ][keep, ])
  bk <- backsolve(qmat$qr[1:df, 1:df], diag(df))
  list(x = I(pred.x), value = I(c(pmat %*% qr.coef(qmat, y[keep]))),
       std_err = I(c(sqrt(z$var[term, term] * ((pmat %*% bk %*% t(bk)) * pmat) %*% rep(1, df)))))
}
zph_case <- function(data, duration, event, covariates, strata = NULL, entry = NULL, only = NULL, ties = "efron",
                     transforms = c("km", "rank", "identity", "log"), full = TRUE) {
  case <- list(data = data, duration = duration, event = event, entry = entry, covariates = covariates, strata = strata, only = only)
  d <- read_data(data, only)
  lapply(transforms, function(transform) {
    call <- sprintf('cox.zph(coxph(%s ~ %s%s, d, ties = "%s", %s), "%s")', surv(case), paste(covariates, collapse = " + "),
                    strata_term(strata), ties, converged, transform)
    z <- ask(call, d)
    answer <- c(described(case), list(ties = ties, transform = transform, call = call,
      chi2 = I(unname(z$table[, "chisq"])), df = I(unname(z$table[, "df"])), p = I(unname(z$table[, "p"])), variance = I(c(z$var))))
    if (full && transform %in% c("km", "log"))
      answer <- c(answer, list(time = I(z$time), x = I(z$x), residuals = I(c(t(unname(z$y)))),
                               curves = lapply(seq_len(ncol(z$y)), function(term) residual_curve(z, term))))
    answer
  })
}

# ---- an event that changes a patient: rows split at its time ----------------------------------------------
# Patients whose event is at or after the end of follow-up count as without it; one at or before 0, throughout.
split_rows <- function(time, event, change, keep) {
  has <- !is.na(change) & change < time & change > 0; first <- !is.na(change) & change <= 0
  rbind(data.frame(t0 = 0, t1 = ifelse(has, change, time), ev = ifelse(has, 0, event), after = 1 * first, keep),
        data.frame(t0 = change[has], t1 = time[has], ev = event[has], after = rep(1, sum(has)), keep[has, , drop = FALSE]))
}
# at_risk is counted here: between the times of a curve, summary() gives the number at risk at the next of them,
# with those who enter in between.
state_curves <- function(rows, times) lapply(0:1, function(state) {
  call <- sprintf('survfit(Surv(t0, t1, ev) ~ 1, rows[rows$after == %d, ], conf.type = "log-log")', state)
  here <- rows[rows$after == state, ]
  fit <- eval(parse(text = call)); at <- summary(fit, times = times, extend = TRUE); gone <- times > max(fit$time)
  list(call = call, curve = list(time = I(fit$time), at_risk = I(fit$n.risk), events = I(fit$n.event), survival = I(fit$surv)),
       times = I(times), at_risk = I(vapply(times, function(t) sum(here$t0 < t & t <= here$t1), 0)), survival = I(ifelse(gone, NA, at$surv)),
       std_err = I(ifelse(gone, NA, at$std.err)), lower = I(ifelse(gone, NA, at$lower)), upper = I(ifelse(gone, NA, at$upper)))
})
mantel_byar <- function(rows) {
  call <- 'coxph(Surv(t0, t1, ev) ~ after, rows, ties = "exact")$score'
  list(call = call, chi2 = eval(parse(text = call)))
}
split_case <- function() {
  d <- read_data("jasa"); d <- d[d$futime > 0, ]
  rows <- split_rows(d$futime, d$fustat, d$wait.time, d[c("age", "surgery")])
  calls <- c('coxph(Surv(t0, t1, ev) ~ after + age + surgery, rows, %s)', 'coxph(Surv(t0, t1, ev) ~ after + age + strata(surgery), rows, %s)')
  list(data = "jasa", n_rows = nrow(rows), cox = lapply(sprintf(calls, converged), function(call) c(list(call = call), fitted_numbers(eval(parse(text = call))))),
       curves = state_curves(rows, c(10, 30, 90, 180, 365, 730)), mantel_byar = mantel_byar(rows))
}

# ---- the cohorts, one row a patient, fields and levels named as in the study files -------------------------
days <- function(x) as.numeric(as.Date(ifelse(x == "", NA, x)))
known <- function(x) ifelse(x == "", "missing", x)
read_demo <- function() {
  p <- read.csv(file.path(tables, "patients.csv"), colClasses = "character", na.strings = character(0))
  p <- p[p$assignment == "randomized" & p$mrd_percent != "", ]
  p <- p[as.numeric(p$mrd_percent) < 0.01, ]
  start <- days(p$randomization_date); death <- days(p$death_date)
  first <- pmin(days(p$relapse_date), death, na.rm = TRUE); last <- days(p$last_contact_date)
  data.frame(
    OS = (ifelse(is.na(death), last, death) - start) / 30.4375, OS_event = 1 * !is.na(death),
    RFS = (ifelse(is.na(first), last, first) - start) / 30.4375, RFS_event = 1 * !is.na(first),
    change = (days(p$transplant_date) - start) / 30.4375, arm = 1 * grepl("^Blin", p$arm),
    age = as.numeric(p$age), age_group = ifelse(as.numeric(p$age) < 55, "<55", ">=55"), cd20 = known(p$cd20), rituximab = known(p$rituximab_use),
    transplant_intended = p$transplant_intended, sex = relevel(factor(p$sex), "Male"),
    wbc = as.numeric(p$wbc_10e9_per_l), platelets = as.numeric(p$platelets_10e9_per_l), hemoglobin = as.numeric(p$hemoglobin_g_per_dl),
    pb_blasts = as.numeric(p$pb_blasts_percent), bm_blasts = as.numeric(p$bm_blasts_percent), ecog2 = 1 * (as.numeric(p$ecog_ps) >= 2),
    risk = factor(p$combined_risk, c("favorable", "intermediate", "unfavorable", "not assigned"))
  )
}
read_colon <- function() {
  d <- read.csv(file.path(tables, "colon.csv")); d <- d[d$etype == 2, ]
  data.frame(OS = d$time / 30.4375, OS_event = d$status, arm = factor(c(Obs = "obs", Lev = "lev", "Lev+5FU" = "lev5fu")[as.character(d$rx)], c("obs", "lev5fu", "lev")),
    age = d$age, sex = factor(d$sex, labels = c("female", "male")), node4 = factor(d$node4, labels = c("1-4", ">4")),
    differ = factor(d$differ, labels = c("well", "moderate", "poor")), extent = factor(d$extent, labels = c("submucosa", "muscle", "serosa", "contiguous")),
    obstruct = factor(d$obstruct, labels = c("no", "yes")))
}

model_case <- function(cohort, id, endpoint, terms, strata, d, interaction = NULL, zph = FALSE) {
  outcome <- sprintf("Surv(%s, %s_event)", endpoint, endpoint)
  call <- sprintf("coxph(%s ~ %s%s, d, %s)", outcome, paste(c("arm", terms), collapse = " + "), strata_term(strata), converged)
  fit <- ask(call, d)
  wald <- vapply(fit$assign, function(at) { b <- coef(fit)[at]; sum(b * solve(fit$var[at, at, drop = FALSE], b)) }, 0)
  answer <- c(list(cohort = cohort, model = id, endpoint = endpoint, strata = I(strata), call = call, terms = I(c("arm", terms)),
                   term_wald = I(unname(wald)), coef_names = I(names(coef(fit)))), fitted_numbers(fit))
  if (!is.null(interaction)) {
    with_it <- sub(" ~ arm", sprintf(" ~ arm * %s + arm", interaction), call, fixed = TRUE)
    tested <- anova(fit, ask(with_it, d))
    answer$interaction <- list(by = interaction, call = with_it, chi2 = tested$Chisq[2], df = tested$Df[2], p = tested[[grep("^P", names(tested))]][2])
  }
  if (zph) answer$zph <- lapply(c("km", "log"), function(t) list(transform = t, table = I(c(t(unname(cox.zph(fit, t)$table))))))
  answer
}
by_log_time <- function(endpoint, terms, strata, d) {
  call <- sprintf("coxph(Surv(%s, %s_event) ~ %s%s, d, tt = function(x, t, ...) x * log(t), %s)", endpoint, endpoint,
                  paste(c("arm", terms, "tt(arm)"), collapse = " + "), strata_term(strata), converged)
  fit <- ask(call, d); plain <- ask(sub(" + tt(arm)", "", call, fixed = TRUE), d)
  s <- summary(fit)$coefficients
  list(endpoint = endpoint, multivariable = length(terms) > 0, call = call, arm = I(unname(s["arm", c(1, 3)])), moving = I(unname(s["tt(arm)", c(1, 3, 5)])),
       likelihood_ratio_test = 2 * (fit$loglik[2] - plain$loglik[2]))
}
transplant_case <- function(endpoint, d) {
  rows <- split_rows(d[[endpoint]], d[[paste0(endpoint, "_event")]], d$change, d[c("arm", "age_group", "cd20", "rituximab")])
  call <- sprintf("coxph(Surv(t0, t1, ev) ~ arm + after + strata(age_group, cd20, rituximab), rows, %s)", converged)
  list(endpoint = endpoint, call = call, n_rows = nrow(rows), cox = fitted_numbers(eval(parse(text = call))),
       curves = state_curves(rows, c(6, 12, 24, 36, 60)), mantel_byar = mantel_byar(rows))
}

demo <- read_demo(); colon <- read_colon()
four <- c("age_group", "cd20", "rituximab", "transplant_intended")
paper <- c("sex", "I(wbc / 10)", "I(platelets / 10)", "hemoglobin", "I(pb_blasts / 10)", "I(bm_blasts / 10)", "ecog2", "risk")
per_endpoint <- function(f) lapply(c("OS", "RFS"), f)
recorded <- demo[demo$cd20 != "missing", ]; recorded$cd20 <- factor(recorded$cd20, c("positive", "negative"))
own <- demo; own$cd20 <- factor(own$cd20, c("positive", "negative", "missing"))
level_missing <- colon; levels(level_missing$differ) <- c(levels(level_missing$differ), "missing"); level_missing$differ[is.na(level_missing$differ)] <- "missing"

models <- c(
  per_endpoint(function(e) model_case("demo", "stratified", e, character(0), four, demo, zph = TRUE)),
  per_endpoint(function(e) model_case("demo", "multivariable", e, paper, four, demo, "risk", zph = TRUE)),
  per_endpoint(function(e) model_case("demo", "multivariable by hemoglobin", e, paper, four, demo, "hemoglobin")),
  per_endpoint(function(e) model_case("demo", "log2 wbc", e, "I(log2(wbc))", four, demo)),
  per_endpoint(function(e) model_case("demo", "platelets by cuts", e, "cut(platelets, c(-Inf, 50, 100, Inf), right = FALSE)", four, demo)),
  per_endpoint(function(e) model_case("demo", "cd20 left out", e, c("cd20", "age"), "age_group", recorded, "cd20")),
  per_endpoint(function(e) model_case("demo", "cd20 own level", e, c("cd20", "age"), "age_group", own)),
  list(model_case("colon", "complete cases", "OS", c("sex", "I(age / 10)", "node4", "differ"), c("extent", "obstruct"), colon[!is.na(colon$differ), ], "node4", zph = TRUE),
       model_case("colon", "own level", "OS", c("sex", "I(age / 10)", "node4", "differ"), c("extent", "obstruct"), level_missing)))

writeLines(json(list(
  made_by = "tests/reference/models/make_models_reference.R", r = R.version.string, survival = as.character(packageVersion("survival")),
  by_time = c(
    by_time_case("veteran", "time", "status", c("karno", "age", "trt"), "trt", "celltype"),
    by_time_case("veteran", "time", "status", "trt", "trt"),
    by_time_case("lung", "time", "status", c("age", "ph.ecog", "sex"), "sex"),
    by_time_case("pbc", "time", "status", c("trt", "bili"), c("trt", "bili"), "stage"),
    by_time_case("colon", "time", "status", "nodes", "nodes", "rx", list(etype = 2))),
  zph = c(
    zph_case("lung", "time", "status", c("age", "sex", "ph.ecog")),
    zph_case("lung", "time", "status", c("age", "sex", "wt.loss"), "inst", full = FALSE),
    zph_case("lung", "time", "status", c("age", "factor(ph.ecog)"), "inst", full = FALSE),
    zph_case("veteran", "time", "status", c("karno", "age", "trt", "factor(celltype)")),
    zph_case("veteran", "time", "status", c("karno", "trt"), "celltype", ties = "breslow"),
    zph_case("pbc", "time", "status", c("age", "edema", "bili", "albumin", "protime")),
    zph_case("pbc", "time", "status", c("trt", "age", "bili"), c("stage", "sex"), full = FALSE),
    zph_case("colon", "time", "status", c("rx", "age", "nodes"), c("extent", "sex"), only = list(etype = 2), full = FALSE),
    zph_case("heart", "stop", "event", c("age", "year", "transplant"), entry = "start"),
    zph_case("heart", "stop", "event", c("age", "transplant"), "surgery", entry = "start", full = FALSE)),
  split = split_case(),
  models = models,
  by_log_time = c(per_endpoint(function(e) by_log_time(e, character(0), four, demo)), per_endpoint(function(e) by_log_time(e, paper, four, demo))),
  transplant = per_endpoint(function(e) transplant_case(e, demo))
)), output)
