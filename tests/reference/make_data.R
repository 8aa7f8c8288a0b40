# Writes tests/reference/data/*.csv from the data sets that come with R's packages survival, MASS and KMsurv.
# Run once, from this folder: Rscript make_data.R. Only columns that the reference uses are kept, an event is
# 1 and everything else 0, and an empty cell is a missing value.
suppressMessages({library(survival); library(MASS); library(KMsurv)})
save <- function(data, name) write.csv(data, file.path("data", paste0(name, ".csv")), row.names = FALSE, na = "", quote = FALSE)

save(transform(survival::aml, x = as.integer(x == "Nonmaintained")), "aml")
save(with(MASS::gehan, data.frame(pair, time, event = cens, control = as.integer(treat == "control"))), "gehan")
save(transform(survival::lung, status = as.integer(status == 2))[, c("inst", "time", "status", "age", "sex", "ph.ecog", "wt.loss")], "lung")
save(survival::ovarian, "ovarian")
save(survival::veteran, "veteran")
save(survival::colon[, c("rx", "sex", "age", "nodes", "extent", "node4", "time", "status", "etype")], "colon")
save(survival::heart, "heart")
save(survival::stanford2[, c("time", "status", "age", "t5")], "stanford2")
save(survival::kidney[, c("time", "status", "age", "sex", "disease")], "kidney")
save(survival::bladder2, "bladder2")
save(transform(survival::pbc, status = as.integer(status == 2))[, c("time", "status", "trt", "age", "sex", "edema", "bili", "albumin", "protime", "stage")], "pbc")
save(survival::gbsg[, c("age", "meno", "size", "grade", "nodes", "pgr", "er", "hormon", "rfstime", "status")], "gbsg")
data(bmt, package = "KMsurv"); save(bmt[, c("group", "t2", "d3", "z1", "z2", "z8", "z10")], "bmt")
data(larynx, package = "KMsurv"); save(larynx, "larynx")
# Four residents of Channing House are recorded as leaving when they entered; nobody can be at risk so.
data(channing, package = "KMsurv"); save(subset(channing, ageentry < age, c(death, ageentry, age, gender)), "channing")
