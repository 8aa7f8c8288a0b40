# Writes competing_reference.json: what R says about competing risks, restricted means, weighted log-rank tests,
# differences at a time, hazards and landmarks, the R call beside each number. Needs R with survival and cmprsk:
#   Rscript make_competing_reference.R [output file]
# coxph and crr run to convergence (eps, gtol = 1e-12); everything else with its defaults except as shown.
suppressMessages({library(survival); library(cmprsk)})

here <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
folder <- if (length(here)) dirname(here) else "."
given <- commandArgs(trailingOnly = TRUE)
output <- if (length(given)) given[1] else file.path(folder, "competing_reference.json")
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
ask <- function(call, d) suppressWarnings(eval(parse(text = call)))
several <- function(f) function(...) unlist(lapply(..., FUN = f), recursive = FALSE)

# ---- the cohorts that ship with the program, causes by date ------------------------------------------------
days <- function(x) as.numeric(as.Date(ifelse(x == "", NA, x)))
known <- function(x) ifelse(x == "", "missing", x)
read_demo <- function(causes) {
  p <- read.csv(file.path(tables, "patients.csv"), colClasses = "character", na.strings = character(0))
  p <- p[p$assignment == "randomized" & p$mrd_percent != "", ]
  p <- p[as.numeric(p$mrd_percent) < 0.01, ]
  start <- days(p$randomization_date); death <- days(p$death_date); relapse <- days(p$relapse_date)
  last <- days(p$last_contact_date)
  if (causes == "relapse") {
    first <- pmin(relapse, death, na.rm = TRUE)
    cause <- ifelse(is.na(first), 0, ifelse(!is.na(relapse) & relapse == first, 1, 2))
  } else {
    first <- death
    cause <- ifelse(is.na(death), 0, match(p$cause_of_death, c("relapse", "non-relapse", "unknown")))
  }
  data.frame(
    time = (ifelse(is.na(first), last, first) - start) / 30.4375, cause = cause,
    group = ifelse(grepl("^Blin", p$arm), "blina", "chemo"), x1 = 1 * grepl("^Blin", p$arm),
    stratum = paste(as.numeric(p$age) < 55, known(p$cd20), known(p$rituximab_use), p$transplant_intended))
}
read_colon <- function() {
  d <- read.csv(file.path(tables, "colon.csv"))
  r <- d[d$etype == 1, ]; d <- d[d$etype == 2, ]
  r <- r[match(d$id, r$id), ]
  recurrence <- ifelse(r$status == 1, r$time, Inf); death <- ifelse(d$status == 1, d$time, Inf)
  first <- pmin(recurrence, death)
  data.frame(
    time = ifelse(is.finite(first), first, pmin(r$time, d$time)) / 30.4375,
    cause = ifelse(!is.finite(first), 0, ifelse(recurrence == first, 1, 2)),
    group = c(Obs = "obs", Lev = "lev", "Lev+5FU" = "lev5fu")[as.character(d$rx)],
    stratum = paste(d$extent, d$surg, d$node4), x1 = 1 * (d$rx == "Lev+5FU"), x2 = 1 * (d$rx == "Lev"))
}
read_table <- function(name) read.csv(file.path(folder, "data", paste0(name, ".csv")), na.strings = "")

# ---- competing risks -----------------------------------------------------------------------------------------
incidence <- function(d, causes, times) {
  kept <- d[!is.na(d$group), ]
  calls <- list(curve = "cuminc(d$time, d$cause)", multistate = 'survfit(Surv(time, factor(cause, 0:CAUSES)) ~ 1, d, conf.type = "TYPE")')
  list(calls = calls, times = I(times), groups = lapply(sort(unique(as.character(kept$group))), function(g) {
    part <- kept[kept$group == g, ]
    at <- timepoints(ask(calls$curve, part), times)
    rows <- match(paste(1, causes), rownames(at$est))
    survfits <- lapply(c("log-log", "log", "plain"), function(type) {
      fit <- ask(sub("TYPE", type, sub("CAUSES", max(causes), calls$multistate)), part)
      s <- summary(fit, times = times, extend = TRUE)
      list(conf_type = type, incidence = I(c(s$pstate[, causes + 1])), std_err = I(c(s$std.err[, causes + 1])),
           lower = I(c(s$lower[, causes + 1])), upper = I(c(s$upper[, causes + 1])))
    })
    # A cause without events in the group has no row; its incidence and variance are 0.
    value <- function(x) { y <- x[rows, , drop = FALSE]; y[is.na(rows), ] <- 0; c(t(y)) }
    list(group = g, n = nrow(part), events = I(tabulate(part$cause, max(causes))),
         incidence = I(value(at$est)), variance = I(value(at$var)), survfit = survfits)
  }))
}
gray <- function(d, causes) lapply(c(FALSE, TRUE), function(stratified) {
  call <- if (stratified) "cuminc(d$time, d$cause, d$group, d$stratum)$Tests" else "cuminc(d$time, d$cause, d$group)$Tests"
  found <- ask(call, d)
  list(call = call, stratified = 1 * stratified, chi2 = I(found[, "stat"]), p = I(found[, "pv"]), df = I(found[, "df"]))
})
regressions <- function(d, causes, covariates) lapply(causes, function(cause) {
  columns <- paste0("d$", covariates, collapse = ", ")
  call <- sprintf("crr(d$time, d$cause, cbind(%s), failcode = %d, gtol = 1e-12, maxiter = 100)", columns, cause)
  fit <- ask(call, d)
  specific <- sprintf("coxph(Surv(time, cause == %d) ~ %s, d, control = coxph.control(eps = 1e-12, iter.max = 100))", cause, paste(covariates, collapse = " + "))
  within <- sub(", d, control", " + strata(stratum), d, control", specific)
  cox <- ask(specific, d); stratified <- ask(within, d)
  list(cause = cause, call = call, coef = I(unname(fit$coef)), covariance = I(c(fit$var)), p = I(unname(2 * pnorm(-abs(fit$coef) / sqrt(diag(fit$var))))),
       limits = I(c(summary(fit)$conf.int[, 3:4])), log_likelihood = I(c(fit$loglik.null, fit$loglik)), n = fit$n,
       cause_specific = list(call = specific, coef = I(unname(coef(cox))), std_err = I(unname(sqrt(diag(vcov(cox)))))),
       stratified = list(call = within, coef = I(unname(coef(stratified))), std_err = I(unname(sqrt(diag(vcov(stratified)))))))
})
competing_case <- function(name, d, causes, covariates, times) list(
  data = name, causes = I(causes), covariates = I(covariates), incidence = incidence(d, causes, times),
  gray = gray(d, causes), regressions = regressions(d, causes, covariates))

# ---- survival: the data of the other reference tests -------------------------------------------------------
read_other <- function(name) read.csv(file.path(folder, "..", "data", paste0(name, ".csv")), na.strings = "")

# Fleming-Harrington, written out: at every event time of every stratum, the hypergeometric mean and variance of
# each group's events, weighted by S^rho (1 - S)^gamma with the pooled Kaplan-Meier curve just before the time.
fleming_harrington <- function(time, event, group, stratum, rho, gamma) {
  groups <- sort(unique(group)); g <- length(groups)
  score <- numeric(g); variance <- matrix(0, g, g)
  for (s in unique(stratum)) {
    inside <- stratum == s; surviving <- 1
    for (t in sort(unique(time[inside & event == 1]))) {
      n <- vapply(groups, function(k) sum(inside & group == k & time >= t), 0)
      d <- vapply(groups, function(k) sum(inside & group == k & time == t & event == 1), 0)
      w <- surviving^rho * (1 - surviving)^gamma
      score <- score + w * (d - sum(d) * n / sum(n))
      if (sum(n) > 1) variance <- variance + w^2 * sum(d) * (sum(n) - sum(d)) / (sum(n) - 1) * (diag(n / sum(n), g) - outer(n, n) / sum(n)^2)
      surviving <- surviving * (1 - sum(d) / sum(n))
    }
  }
  c(score[-g] %*% solve(variance[-g, -g], score[-g]))
}
weighted_case <- function(name, time, event, group, stratum = NULL) {
  d <- read_other(name)
  d <- d[complete.cases(d[, c(time, event, group, stratum)]), ]
  within <- if (is.null(stratum)) rep(1, nrow(d)) else d[[stratum]]
  pairs <- list(c(0, 0), c(1, 0), c(0.5, 0), c(0, 1), c(1, 1), c(0.5, 2))
  list(data = name, duration = time, event = event, group = group, stratum = stratum, tests = lapply(pairs, function(w) {
    chi2 <- fleming_harrington(d[[time]], d[[event]], d[[group]], within, w[1], w[2])
    strata <- if (is.null(stratum)) "" else sprintf(" + strata(%s)", stratum)
    call <- sprintf("survdiff(Surv(%s, %s) ~ %s%s, d, rho = %g)$chisq", time, event, group, strata, w[1])
    list(rho = w[1], gamma = w[2], chi2 = chi2, call = if (w[2] == 0) call, survdiff = if (w[2] == 0) ask(call, d))
  }))
}

two_curves <- function(name, time, event, group, levels, at, taus, landmark) {
  d <- read_other(name); d <- d[!is.na(d[[group]]) & d[[group]] %in% levels, ]
  surv <- sprintf("Surv(%s, %s)", time, event)
  call <- sprintf('summary(survfit(%s ~ 1, d[d[["%s"]] == LEVEL, ]), times = %g)', surv, group, at)
  read <- lapply(levels, function(level) ask(sub("LEVEL", deparse(level), call), d))
  s <- vapply(read, function(x) x$surv, 0); se <- vapply(read, function(x) x$std.err, 0)
  g <- log(-log(s)); vg <- (se / s / log(s))^2
  mean_call <- sprintf('summary(survfit(%s ~ 1, d[d[["%s"]] == LEVEL, ]), rmean = TAU)$table[c("rmean", "se(rmean)")]', surv, group)
  means <- lapply(taus, function(tau) list(tau = tau, arms = lapply(levels, function(level)
    I(unname(ask(sub("TAU", tau, sub("LEVEL", deparse(level), mean_call)), d))))))
  hazards <- lapply(levels, function(level) {
    fit <- ask(sprintf('survfit(%s ~ 1, d[d[["%s"]] == %s, ])', surv, group, deparse(level)), d)
    list(cumhaz = I(fit$cumhaz), std_chaz = I(fit$std.chaz), minus_log = I(-log(fit$surv)), std_err = I(fit$std.err))
  })
  late <- d[d[[time]] > landmark, ]; late[[time]] <- late[[time]] - landmark
  test <- sprintf("survdiff(%s ~ %s, d)$chisq", surv, group)
  cox <- sprintf("coxph(%s ~ %s, d, control = coxph.control(eps = 1e-12))$coefficients", surv, group)
  list(data = name, duration = time, event = event, group = group, levels = I(as.character(levels)),
       at = at, call = call, survival = I(s), std_err = I(se),
       p = 2 * pnorm(-abs(s[1] - s[2]) / sqrt(sum(se^2))), log_log_chi2 = (g[1] - g[2])^2 / sum(vg),
       mean_call = mean_call, means = means, hazard_call = "survfit(...)$cumhaz, $std.chaz, -log($surv), $std.err",
       hazards = hazards, landmark = list(time = landmark, calls = I(c(test, cox)), n = nrow(late),
         chi2 = ask(test, late), coef = unname(ask(cox, late))))
}

# What the program's analysis of survival says beyond the hazard ratio, for a cohort that ships with it.
extended_case <- function(name, d, tau, at, landmark) {
  d$event <- 1 * (d$cause > 0)
  mean_call <- sprintf('summary(survfit(Surv(time, event) ~ 1, d[d$group == "ARM", ]), rmean = %g)$table[c("rmean", "se(rmean)")]', tau)
  at_call <- sprintf('summary(survfit(Surv(time, event) ~ 1, d[d$group == "ARM", ]), times = %g)[c("surv", "std.err")]', at)
  late <- d[d$time > landmark, ]
  arms <- sort(unique(d$group))
  calls <- c("survdiff(Surv(time, event) ~ group + strata(stratum), d)$chisq",
    "coxph(Surv(time, event) ~ x1 + strata(stratum), d, control = coxph.control(eps = 1e-12))$coefficients")
  if (!is.null(d$x2)) calls[2] <- sub("x1", "x1 + x2", calls[2])
  list(data = name, tau = tau, at = at, calls = I(c(mean_call, at_call, calls)), arms = I(arms),
    means = lapply(arms, function(arm) I(unname(ask(sub("ARM", arm, mean_call), d)))),
    readings = lapply(arms, function(arm) I(unname(unlist(ask(sub("ARM", arm, at_call), d))))),
    weighted = lapply(list(c(0, 0), c(1, 0), c(0, 1), c(1, 1)), function(w) list(rho = w[1], gamma = w[2],
      chi2 = fleming_harrington(d$time, d$event, d$group, d$stratum, w[1], w[2]))),
    landmark = list(time = landmark, n = nrow(late), dropped = nrow(d) - nrow(late),
      chi2 = ask(calls[1], late), coef = I(unname(ask(calls[2], late)))))
}

tables_of <- function(name, causes, covariates, times) competing_case(name, read_table(name), causes, covariates, times)
answer <- list(
  made_by = paste("R", getRversion(), "survival", packageVersion("survival"), "cmprsk", packageVersion("cmprsk")),
  competing = list(
    tables_of("mgus2", 1:2, c("x1", "x2"), c(12, 60, 120, 240, 300)),
    tables_of("transplant", 1:3, c("x1", "x2"), c(10, 50, 100, 365, 900)),
    tables_of("pbc", 1:2, c("x1", "x2"), c(200, 1000, 2000, 4000)),
    tables_of("bmt", 1:2, c("x1", "x2"), c(50, 100, 365, 730, 1500)),
    tables_of("simulated", 1:3, c("x1", "x2"), c(1, 5, 10, 20, 35)),
    competing_case("demo relapse", read_demo("relapse"), 1:2, "x1", c(6, 12, 24, 36, 60)),
    competing_case("demo death", read_demo("death"), 1:3, "x1", c(6, 12, 24, 36, 60)),
    competing_case("colon", read_colon(), 1:2, c("x1", "x2"), c(6, 12, 24, 60, 84))
  ),
  weighted = list(
    weighted_case("veteran", "time", "status", "trt"), weighted_case("veteran", "time", "status", "celltype"),
    weighted_case("veteran", "time", "status", "trt", "celltype"), weighted_case("lung", "time", "status", "sex", "ph.ecog"),
    weighted_case("gbsg", "rfstime", "status", "hormon"), weighted_case("larynx", "time", "delta", "stage"),
    weighted_case("gehan", "time", "event", "control")
  ),
  extended = list(
    extended_case("demo RFS", read_demo("relapse"), 60, 36, 6), extended_case("demo OS", read_demo("death"), 72, 36, 12),
    extended_case("colon RFS", read_colon(), 84, 60, 6)
  ),
  curves = list(
    two_curves("veteran", "time", "status", "trt", 2:1, 180, c(100, 365, 553), 60),
    two_curves("gbsg", "rfstime", "status", "hormon", c(1, 0), 1000, c(730, 1825, 2400), 180),
    two_curves("lung", "time", "status", "sex", c(2, 1), 365, c(200, 500, 900), 90),
    two_curves("gehan", "time", "event", "control", 0:1, 10, c(7, 12, 20), 3),
    two_curves("ovarian", "futime", "fustat", "rx", 2:1, 500, c(400, 500, 700), 200)
  )
)
writeLines(json(answer), output)
