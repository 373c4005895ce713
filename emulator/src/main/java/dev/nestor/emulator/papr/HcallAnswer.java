package dev.nestor.emulator.papr;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * One way in which a hypercall answers.
 *
 * @param code what R3 holds then
 * @param when the condition, in a few words; of one that cannot be reached, why not
 * @param source who says so; empty for the source of the call's row
 * @param profiles those under which it is given
 * @param reachable false for a code that a source names for the call and no path here gives
 */
public record HcallAnswer(ReturnCode code, String when, String source, Set<Profile> profiles, boolean reachable) {

    private static final Set<Profile> EVERY_PROFILE = Collections.unmodifiableSet(EnumSet.allOf(Profile.class));

    /** An answer whose profiles nobody changes. */
    public HcallAnswer {
        profiles = Collections.unmodifiableSet(EnumSet.copyOf(profiles));
    }

    /** {@code code} under every profile. */
    static HcallAnswer always(ReturnCode code, String when) {
        return new HcallAnswer(code, when, "", EVERY_PROFILE, true);
    }

    /** {@code code}, named by a source and never given here. */
    static HcallAnswer never(ReturnCode code, String why) {
        return new HcallAnswer(code, why, "", EVERY_PROFILE, false);
    }

    /** {@code code} under the profiles where a choice holds, or where it does not. */
    static HcallAnswer where(ProfileChoice choice, boolean holds, ReturnCode code, String when) {
        Set<Profile> profiles = EnumSet.noneOf(Profile.class);
        for (Profile profile : Profile.values()) {
            if (choice.holds(profile) == holds) {
                profiles.add(profile);
            }
        }
        return new HcallAnswer(code, when, sourceOf(choice), profiles, true);
    }

    /** The code that a choice has under {@code profile}, under that profile. */
    static HcallAnswer as(ProfileChoice choice, Profile profile, String when) {
        return new HcallAnswer(choice.code(profile), when, sourceOf(choice), EnumSet.of(profile), true);
    }

    /** Whether a call gives it under {@code profile}. */
    public boolean isUnder(Profile profile) {
        return reachable && profiles.contains(profile);
    }

    private static String sourceOf(ProfileChoice choice) {
        return choice.topic() + ": " + choice.says();
    }
}
