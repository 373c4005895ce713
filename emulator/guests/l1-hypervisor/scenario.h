/*
 * The place for deliberate faults. A scenario that needs a broken L1 adds a name here and asks for it, with
 * `if (scenario(SCENARIO_X))`, where the fault lies; `bug=NAME` in the boot arguments switches it on. The folders of
 * sample-traces/bugs tell what each is about.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "types.h"

/* Id and name of each fault. */
#define SCENARIOS(row) \
    row(SCENARIO_NONE, "none") \
    row(SCENARIO_MER_STUCK, "mer-stuck") \
    row(SCENARIO_MER_NOT_SENT, "mer-not-sent") \
    row(SCENARIO_DECREMENTER_PENDING, "decrementer-pending") \
    row(SCENARIO_DOORBELL_NOT_SENT, "doorbell-not-sent") \
    row(SCENARIO_REBOOT_PVR, "reboot-pvr") \
    row(SCENARIO_RUN_OUTPUT_CODE, "run-output-code") \
    row(SCENARIO_STALE_TRANSLATION, "stale-translation") \
    row(SCENARIO_VPA_NOT_ANNOUNCED, "vpa-not-announced") \
    row(SCENARIO_V1_CALL, "v1-call") \
    row(SCENARIO_TB_OFFSET_READ, "tb-offset-read") \
    row(SCENARIO_REGISTER_INJECTION, "register-injection") \
    row(SCENARIO_PENDING_WITH_EE, "pending-with-ee") \
    row(SCENARIO_MSR_READ, "msr-read") \
    row(SCENARIO_PMU_FIELDS, "pmu-fields") \
    row(SCENARIO_DEXCR_LOST, "dexcr-lost") \
    row(SCENARIO_DOORBELL_OVERWRITTEN, "doorbell-overwritten") \
    row(SCENARIO_COMPAT_UNCHECKED, "compat-unchecked") \
    row(SCENARIO_CREATE_ERROR, "create-error") \
    row(SCENARIO_CFAR_LOST, "cfar-lost") \
    row(SCENARIO_HEIR_EIGHT, "heir-eight") \
    row(SCENARIO_RELOAD, "reload") \
    row(SCENARIO_FIRST_TOKEN, "first-token")

#define SCENARIO_ID(id, name) id,
enum scenario_id { SCENARIOS(SCENARIO_ID) SCENARIO_COUNT };
#undef SCENARIO_ID

extern enum scenario_id scenario_chosen;

static inline bool scenario(enum scenario_id id) { return scenario_chosen == id; }

#endif
