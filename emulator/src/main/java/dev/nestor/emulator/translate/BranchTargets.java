package dev.nestor.emulator.translate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where a branch to CTR went, so that its region can hold those targets; learnt by leaving the region for each. */
final class BranchTargets {
    private static final int TARGETS_MAX = 32;
    private static final int STRANGERS_MAX = 100;
    /** While none is known: enough to meet rare ones too, for HotSpot has much to do for each translation. */
    private static final int FIRST_STRANGERS_MAX = 10_000;

    private static final int LESSONS_MAX = 4;

    private final Translator engine;
    private final long[] targets = new long[TARGETS_MAX];
    private final List<Region> users = new ArrayList<>();
    private int count;
    /** Times a target was not in the region since it was translated. */
    private int strangers;
    /** Targets known when the region was translated last. */
    private int taught;

    private int lessons;

    BranchTargets(Translator engine) {
        this.engine = engine;
    }

    /** The targets known, each once. */
    long[] known() {
        return Arrays.copyOf(targets, count);
    }

    /** {@code region} was translated with the targets known. */
    void isUsedBy(Region region) {
        users.add(region);
        taught = count;
        strangers = 0;
    }

    /** The branch left its region for {@code target}; when that happens often the region is translated again. */
    void leftFor(long target) {
        int at = 0;
        while (at < count && targets[at] != target) {
            at++;
        }
        if (at == count && count < TARGETS_MAX) {
            targets[count++] = target;
        }
        strangers++;
        if (strangers >= strangersMax() && count > taught && lessons < LESSONS_MAX) {
            lessons++;
            for (Region user : users) {
                engine.translateAgain(user);
            }
            users.clear();
            taught = count;
        }
    }

    /** Fewer in an engine that translates sooner. */
    private int strangersMax() {
        return taught > 0 ? STRANGERS_MAX : Math.min(FIRST_STRANGERS_MAX, Math.max(STRANGERS_MAX, engine.hot()));
    }
}
