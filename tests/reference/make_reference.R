# Writes reference.json: what R's survival package says about the data in data/*.csv, the R call beside each
# number. Needs R with survival only:  Rscript make_reference.R [output file]
# coxph runs to convergence (eps = 1e-12) so that its last digits can be compared; survfit, survdiff and
# quantile run with their defaults except for what each call shows.
suppressMessages(library(survival))

here <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
folder <- if (length(here)) dirname(here) else "."
given <- commandArgs(trailingOnly = TRUE)
output <- if (length(given)) given[1] else file.path(folder, "reference.json")

# ---- JSON, 17 significant digits -------------------------------------------------------------------------
quoted <- function(x) paste0('"', gsub('"', '\\\\"', x), '"')
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
json <- function(x, named = NULL) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    parts <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ",\n"), "]"))
    return(paste0("{", paste0(quoted(names(x)), ": ", parts, collapse = ",\n "), "}"))
  }
  parts <- if (is.character(x)) quoted(x) else number(as.numeric(x))
  if (inherits(x, "AsIs")) paste0("[", paste(parts, collapse = ", "), "]") else parts
}

# ---- one case is data, columns, and what to ask -----------------------------------------------------------
# A covariate "name=level" is the indicator of that level; `only` keeps the rows where column = value.
read_case <- function(case) {
  d <- read.csv(file.path(folder, "data", paste0(case$data, ".csv")))
  for (column in names(case$only)) d <- d[d[[column]] %in% case$only[[column]], ]
  d
}
surv <- function(case) {
  if (is.null(case$entry)) sprintf("Surv(%s, %s)", case$duration, case$event)
  else sprintf("Surv(%s, %s, %s)", case$entry, case$duration, case$event)
}
term <- function(x) {
  parts <- strsplit(x, "=", fixed = TRUE)[[1]]
  if (length(parts) == 1) x else sprintf('I(1 * (%s == "%s"))', parts[1], parts[2])
}
strata_term <- function(case) if (length(case$strata)) sprintf(" + strata(%s)", paste(case$strata, collapse = ", ")) else ""
described <- function(case) {
  for (field in c("covariates", "strata")) if (!is.null(case[[field]])) case[[field]] <- I(case[[field]])
  case
}

cox_case <- function(data, duration, event, covariates, strata = NULL, entry = NULL, only = NULL) {
  case <- list(data = data, duration = duration, event = event, entry = entry, covariates = covariates, strata = strata, only = only)
  case <- case[!vapply(case, is.null, TRUE)]
  d <- read_case(case)
  lapply(c("efron", "breslow"), function(ties) {
    call <- sprintf('coxph(%s ~ %s%s, ties = "%s", control = coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 100))',
                    surv(case), paste(vapply(covariates, term, ""), collapse = " + "), strata_term(case), ties)
    fit <- eval(parse(text = sub("ties = ", "data = d, ties = ", call)))
    limits <- exp(confint(fit))
    c(described(case), list(call = call, ties = ties, n = fit$n, n_events = fit$nevent, coef = I(coef(fit)),
      std_err = I(sqrt(diag(fit$var))), covariance = I(c(fit$var)), lower = I(limits[, 1]), upper = I(limits[, 2]),
      p = I(summary(fit)$coefficients[, "Pr(>|z|)"]),
      log_likelihood = I(fit$loglik), score_test = fit$score, wald_test = c(fit$wald.test),
      likelihood_ratio_test = 2 * diff(fit$loglik)))
  })
}

logrank_case <- function(data, duration, event, group, strata = NULL, only = NULL) {
  case <- list(data = data, duration = duration, event = event, group = group, strata = strata, only = only)
  case <- case[!vapply(case, is.null, TRUE)]
  d <- read_case(case)
  lapply(c(0, 1), function(rho) {
    call <- sprintf("survdiff(%s ~ %s%s, rho = %g)", surv(case), group, strata_term(case), rho)
    fit <- eval(parse(text = sub("rho = ", "data = d, rho = ", call)))
    df <- length(fit$n) - 1
    c(described(case), list(call = call, rho = rho, chi2 = fit$chisq, df = df,
      p = pchisq(fit$chisq, df, lower.tail = FALSE),
      observed = I(rowSums(as.matrix(fit$obs))), expected = I(rowSums(as.matrix(fit$exp)))))
  })
}

# A curve at every distinct time (full = TRUE), and read off at chosen times; quantiles, median follow-up.
km_case <- function(data, duration, event, only = NULL, entry = NULL, times, full = TRUE) {
  case <- list(data = data, duration = duration, event = event, entry = entry, only = only)
  case <- case[!vapply(case, is.null, TRUE)]
  d <- read_case(case)
  lapply(c("log-log", "log", "plain"), function(conf) {
    call <- sprintf('survfit(%s ~ 1, conf.type = "%s")', surv(case), conf)
    fit <- eval(parse(text = sub("conf.type", "data = d, conf.type", call)))
    at <- summary(fit, times = times, extend = TRUE)
    q <- quantile(fit, c(0.25, 0.5, 0.75))
    answer <- c(described(case), list(call = call, conf_type = conf, n = fit$n,
      at = list(time = I(at$time), survival = I(at$surv), std_err = I(at$std.err), lower = I(at$lower),
                upper = I(at$upper), at_risk = I(at$n.risk)),
      quantile = list(p = I(c(0.25, 0.5, 0.75)), value = I(q$quantile), lower = I(q$lower), upper = I(q$upper))))
    if (is.null(entry)) {
      reverse <- quantile(eval(parse(text = sprintf('survfit(Surv(%s, 1 - %s) ~ 1, data = d, conf.type = "%s")', duration, event, conf))), 0.5)
      answer$follow_up <- I(unlist(reverse))
    }
    if (full) {
      answer$curve <- list(lower = I(fit$lower), upper = I(fit$upper))
      if (conf == "log-log") answer$curve <- c(answer$curve, list(time = I(fit$time), at_risk = I(fit$n.risk), events = I(fit$n.event),
        censored = I(fit$n.censor), survival = I(fit$surv), std_err = I(ifelse(fit$surv > 0, fit$surv * fit$std.err, NA))))
    }
    answer
  })
}

# ---- the cases ---------------------------------------------------------------------------------------------
cells <- c("celltype=smallcell", "celltype=adeno", "celltype=large")
cox <- c(
  cox_case("aml", "time", "status", "x"),
  cox_case("gehan", "time", "event", "control"),
  cox_case("gehan", "time", "event", "control", strata = "pair"),
  cox_case("lung", "time", "status", c("age", "sex", "ph.ecog")),
  cox_case("lung", "time", "status", c("age", "sex", "wt.loss"), strata = "inst"),
  cox_case("lung", "time", "status", c("age", "sex"), strata = "ph.ecog"),
  cox_case("ovarian", "futime", "fustat", c("age", "rx")),
  cox_case("ovarian", "futime", "fustat", "rx", strata = c("resid.ds", "ecog.ps")),
  cox_case("veteran", "time", "status", c("trt", cells, "karno", "diagtime", "age", "prior")),
  cox_case("veteran", "time", "status", c("trt", "karno"), strata = c("celltype", "prior")),
  cox_case("colon", "time", "status", c("rx=Lev", "rx=Lev+5FU"), only = list(etype = 2)),
  cox_case("colon", "time", "status", c("rx=Lev", "rx=Lev+5FU", "age", "sex", "nodes"), strata = c("etype", "extent")),
  cox_case("heart", "stop", "event", c("age", "year", "surgery", "transplant"), entry = "start"),
  cox_case("heart", "stop", "event", c("age", "transplant"), strata = "surgery", entry = "start"),
  cox_case("stanford2", "time", "status", c("age", "t5")),
  cox_case("kidney", "time", "status", c("age", "sex", "disease=GN", "disease=AN", "disease=PKD")),
  cox_case("bladder2", "stop", "event", c("rx", "size", "number"), strata = "enum", entry = "start"),
  cox_case("pbc", "time", "status", c("age", "edema", "bili", "albumin", "protime")),
  cox_case("pbc", "time", "status", c("trt", "age", "bili"), strata = c("stage", "sex")),
  cox_case("gbsg", "rfstime", "status", c("hormon", "age", "meno", "size", "nodes", "pgr", "er", "grade=2", "grade=3")),
  cox_case("gbsg", "rfstime", "status", "hormon", strata = c("grade", "meno")),
  cox_case("bmt", "t2", "d3", c("group=2", "group=3", "z1", "z2", "z8")),
  cox_case("larynx", "time", "delta", c("stage=2", "stage=3", "stage=4", "age")),
  cox_case("channing", "age", "death", "gender", entry = "ageentry")
)
logrank <- c(
  logrank_case("aml", "time", "status", "x"),
  logrank_case("gehan", "time", "event", "control"),
  logrank_case("gehan", "time", "event", "control", strata = "pair"),
  logrank_case("lung", "time", "status", "sex"),
  logrank_case("lung", "time", "status", "sex", strata = "inst"),
  logrank_case("ovarian", "futime", "fustat", "rx", strata = c("resid.ds", "ecog.ps")),
  logrank_case("veteran", "time", "status", "celltype"),
  logrank_case("veteran", "time", "status", "celltype", strata = c("trt", "prior")),
  logrank_case("colon", "time", "status", "rx", only = list(etype = 2)),
  logrank_case("colon", "time", "status", "rx", strata = c("etype", "extent")),
  logrank_case("kidney", "time", "status", "disease"),
  logrank_case("pbc", "time", "status", "stage", strata = "sex"),
  logrank_case("gbsg", "rfstime", "status", "hormon", strata = c("grade", "meno")),
  logrank_case("bmt", "t2", "d3", "group"),
  logrank_case("larynx", "time", "delta", "stage")
)
km <- c(
  km_case("aml", "time", "status", list(x = 0), times = c(5, 12, 23, 30, 48, 200)),
  km_case("aml", "time", "status", list(x = 1), times = c(5, 12, 23, 30, 48, 200)),
  km_case("gehan", "time", "event", list(control = 0), times = c(6, 10, 16, 22, 40)),
  km_case("gehan", "time", "event", list(control = 1), times = c(6, 10, 16, 22, 40)),
  km_case("lung", "time", "status", list(sex = 1), times = c(0, 180, 365, 730, 2000)),
  km_case("lung", "time", "status", list(sex = 2), times = c(0, 180, 365, 730, 2000)),
  km_case("ovarian", "futime", "fustat", list(rx = 1), times = c(365, 500)),
  km_case("ovarian", "futime", "fustat", list(rx = 2), times = c(365, 500)),
  km_case("veteran", "time", "status", list(celltype = "adeno"), times = c(50, 100, 200)),
  km_case("veteran", "time", "status", list(celltype = "squamous"), times = c(50, 100, 200)),
  km_case("colon", "time", "status", list(etype = 2, rx = "Obs"), times = c(365, 1825, 3000), full = FALSE),
  km_case("colon", "time", "status", list(etype = 1, rx = "Lev+5FU"), times = c(365, 1825, 3000), full = FALSE),
  km_case("gbsg", "rfstime", "status", list(hormon = 1), times = c(0, 365, 1825, 3000), full = FALSE),
  km_case("pbc", "time", "status", times = c(365, 1825, 3000), full = FALSE),
  km_case("stanford2", "time", "status", times = c(0, 30, 365, 1000)),
  km_case("kidney", "time", "status", times = c(10, 100, 500)),
  km_case("bmt", "t2", "d3", list(group = 1), times = c(100, 365, 1000)),
  km_case("larynx", "time", "delta", list(stage = 4), times = c(1, 2, 5)),
  km_case("heart", "stop", "event", entry = "start", times = c(50, 200, 1000)),
  km_case("channing", "age", "death", list(gender = 1), entry = "ageentry", times = c(800, 900, 1000))
)

writeLines(json(list(
  made_by = "tests/reference/make_reference.R", r = R.version.string, survival = as.character(packageVersion("survival")),
  cox = cox, logrank = logrank, km = km)), output)
