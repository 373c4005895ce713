/*
 * The place for deliberate faults. A scenario that needs a broken L1 adds a name here and asks for it, with
 * `if (scenario(SCENARIO_X))`, where the fault lies; `bug=NAME` in the boot arguments switches it on.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "types.h"

enum scenario_id { SCENARIO_NONE, SCENARIO_COUNT };

/* Names in the order of the ids. */
#define SCENARIO_NAMES { "none" }

extern enum scenario_id scenario_chosen;

static inline bool scenario(enum scenario_id id) { return scenario_chosen == id; }

#endif
