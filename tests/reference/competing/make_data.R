# Writes data/*.csv for the reference on competing risks: public data sets of R's packages survival and KMsurv,
# and one that is simulated. Run once, from this folder: Rscript make_data.R
# cause: 0 is censored, 1, 2, … the causes. An empty cell is a missing value.
suppressMessages({library(survival); library(KMsurv)})
save <- function(d, name) write.csv(d, file.path("data", paste0(name, ".csv")), row.names = FALSE, na = "", quote = FALSE)

# Monoclonal gammopathy: 1 is plasma cell malignancy, 2 is death without it; months.
save(with(survival::mgus2, data.frame(
  time = ifelse(pstat == 0, futime, ptime), cause = ifelse(pstat == 0, 2 * death, 1),
  group = sex, stratum = ifelse(age < 70, "<70", ">=70"), x1 = age, x2 = hgb)), "mgus2")

# Liver transplant waiting list: 1 is death, 2 is transplant, 3 is withdrawal; days. Day 0 is half a day here,
# because at time 0, and only there, crr weighs by the censoring after the time instead of before it.
save(with(survival::transplant, data.frame(
  time = pmax(futime, 0.5), cause = as.integer(event) - 1, group = abo, stratum = sex, x1 = age, x2 = year - 1990)), "transplant")

# Primary biliary cholangitis: 1 is transplant, 2 is death; days. Patients outside the trial have no group.
save(with(survival::pbc, data.frame(
  time = time, cause = status, group = trt, stratum = sex, x1 = age, x2 = log(bili))), "pbc")

# Bone marrow transplant: 1 is relapse, 2 is death in remission; days.
data(bmt, package = "KMsurv")
save(with(bmt, data.frame(
  time = t2, cause = ifelse(d3 == 0, 0, ifelse(d2 == 1, 1, 2)), group = group, stratum = z10, x1 = z1, x2 = z8)), "bmt")

# Simulated: three causes, three groups, many ties, and a last time at which everybody has an event.
set.seed(1910)
n <- 400
d <- data.frame(group = sample(c("A", "B", "C"), n, TRUE), stratum = sample(c("u", "v"), n, TRUE), x1 = round(rnorm(n), 3), x2 = rbinom(n, 1, 0.4))
rate <- cbind(0.04 * exp(0.5 * (d$group == "B") + 0.4 * d$x1), 0.03 * exp(-0.3 * d$x2), 0.01)
event <- matrix(rexp(3 * n, rate), n)
censored <- runif(n, 5, 60)
first <- apply(event, 1, min)
d$time <- ceiling(pmin(first, censored))
d$cause <- ifelse(first <= censored, max.col(-event), 0)
d$cause[d$time == max(d$time)] <- 1
save(d[, c("time", "cause", "group", "stratum", "x1", "x2")], "simulated")
