package dev.nestor.emulator.papr;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One hypercall: all its facts and, where it is served, its handler. Dispatch, names in events and the reference page
 * derive from the rows.
 *
 * <p>Beside the answers of its row every call can give those of {@link #COMMON}.
 *
 * @param opcode number in R3, a multiple of 4
 * @param name as PAPR or Linux spells it
 * @param offered under which nested API it is there
 * @param arguments names of the arguments in R4, R5, ...
 * @param outputs names of the values returned in R4, R5, ...
 * @param answers how it answers, each code with its condition
 * @param source where it is specified, or which implementation was read
 * @param service class of the object the handler works on
 * @param handler serves the call; null for one that is declared and answers H_FUNCTION
 * @param <S> class of the object the handler works on
 */
public record HcallRow<S>(
        int opcode,
        String name,
        Offered offered,
        List<String> arguments,
        List<String> outputs,
        List<HcallAnswer> answers,
        String source,
        Class<S> service,
        @Nullable HcallHandler<S> handler) {

    /** How every call can answer. */
    public static final List<HcallAnswer> COMMON = List.of(
            HcallAnswer.always(ReturnCode.H_PRIVILEGE, "made in problem state"),
            HcallAnswer.always(ReturnCode.H_FUNCTION, "not offered under the API in force, or not served"));

    /** A row that copies its lists. */
    public HcallRow {
        arguments = List.copyOf(arguments);
        outputs = List.copyOf(outputs);
        answers = List.copyOf(answers);
        if ((opcode & 3) != 0 || opcode < 0) {
            throw new IllegalStateException(name + ": hypercall numbers are multiples of 4");
        }
    }

    /** A row with a handler; arguments, answers and source follow. */
    public static <S> HcallRow<S> served(
            int opcode, String name, Offered offered, Class<S> service, HcallHandler<S> handler) {
        return new HcallRow<>(opcode, name, offered, List.of(), List.of(), List.of(), "", service, handler);
    }

    /** A row without a handler: the call is known and answers H_FUNCTION. */
    public static HcallRow<Void> unserved(int opcode, String name, Offered offered) {
        return new HcallRow<>(opcode, name, offered, List.of(), List.of(), List.of(), "", Void.class, null);
    }

    /** This row with the names of its arguments in R4, R5, ... */
    public HcallRow<S> takes(String... names) {
        return new HcallRow<>(opcode, name, offered, List.of(names), outputs, answers, source, service, handler);
    }

    /** This row with the names of its output values in R4, R5, ... */
    public HcallRow<S> gives(String... names) {
        return new HcallRow<>(opcode, name, offered, arguments, List.of(names), answers, source, service, handler);
    }

    /** This row with one more answer, under every profile. */
    public HcallRow<S> answers(ReturnCode code, String when) {
        return with(List.of(HcallAnswer.always(code, when)));
    }

    /** This row with the code that {@code choice} has under each profile. */
    public HcallRow<S> answersAs(ProfileChoice choice, String when) {
        List<HcallAnswer> more = new ArrayList<>();
        for (Profile profile : Profile.values()) {
            more.add(HcallAnswer.as(choice, profile, when));
        }
        return with(more);
    }

    /** This row with one more answer, under the profiles where {@code choice} holds. */
    public HcallRow<S> answersWhere(ProfileChoice choice, ReturnCode code, String when) {
        return with(List.of(HcallAnswer.where(choice, true, code, when)));
    }

    /** This row with one more answer, under the profiles where {@code choice} does not hold. */
    public HcallRow<S> answersUnless(ProfileChoice choice, ReturnCode code, String when) {
        return with(List.of(HcallAnswer.where(choice, false, code, when)));
    }

    /** This row with a code that a source names for the call and that cannot come back here. */
    public HcallRow<S> neverAnswers(ReturnCode code, String why) {
        return with(List.of(HcallAnswer.never(code, why)));
    }

    /** This row with its source. */
    public HcallRow<S> from(String where) {
        return new HcallRow<>(opcode, name, offered, arguments, outputs, answers, where, service, handler);
    }

    /** Whether a handler serves it. */
    public boolean isServed() {
        return handler != null;
    }

    /** Whether {@code code} may come back under {@code profile}, from a call that is offered. */
    public boolean mayAnswer(ReturnCode code, Profile profile) {
        if (code == ReturnCode.H_PRIVILEGE || code == ReturnCode.H_FUNCTION && !isServed()) {
            return true;
        }
        for (HcallAnswer answer : answers) {
            if (answer.code() == code && answer.isUnder(profile)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Calls the handler.
     *
     * @param instance the object of class {@link #service}
     */
    public HcallOutcome call(Object instance, HcallFrame frame) {
        HcallHandler<S> present = handler;
        return present == null ? frame.answer(ReturnCode.H_FUNCTION) : present.handle(service.cast(instance), frame);
    }

    private HcallRow<S> with(List<HcallAnswer> more) {
        List<HcallAnswer> all = new ArrayList<>(answers);
        all.addAll(more);
        return new HcallRow<>(opcode, name, offered, arguments, outputs, all, source, service, handler);
    }
}
