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
    row(SCENARIO_MER_NOT_SENT, "mer-not-sent")

#define SCENARIO_ID(id, name) id,
enum scenario_id { SCENARIOS(SCENARIO_ID) SCENARIO_COUNT };
#undef SCENARIO_ID

extern enum scenario_id scenario_chosen;

static inline bool scenario(enum scenario_id id) { return scenario_chosen == id; }

#endif
