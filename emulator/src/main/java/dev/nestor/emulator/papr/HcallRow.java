package dev.nestor.emulator.papr;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One hypercall: all its facts and, where it is served, its handler. Dispatch, names in events and the reference page
 * derive from the rows.
 *
 * <p>Beside the codes of its row every call can answer H_PRIVILEGE (made in problem state) and H_FUNCTION (not offered
 * under the API in force, or without a handler).
 *
 * @param opcode number in R3, a multiple of 4
 * @param name as PAPR or Linux spells it
 * @param offered under which nested API it is there
 * @param arguments names of the arguments in R4, R5, ...
 * @param outputs names of the values returned in R4, R5, ...
 * @param codes legal return codes
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
        List<ReturnCode> codes,
        String source,
        Class<S> service,
        @Nullable HcallHandler<S> handler) {

    /** A row that copies its lists. */
    public HcallRow {
        arguments = List.copyOf(arguments);
        outputs = List.copyOf(outputs);
        codes = List.copyOf(codes);
        if ((opcode & 3) != 0 || opcode < 0) {
            throw new IllegalStateException(name + ": hypercall numbers are multiples of 4");
        }
    }

    /** A row with a handler; arguments, codes and source follow. */
    public static <S> HcallRow<S> served(
            int opcode, String name, Offered offered, Class<S> service, HcallHandler<S> handler) {
        return new HcallRow<>(opcode, name, offered, List.of(), List.of(), List.of(), "", service, handler);
    }

    /** A row without a handler: the call is known and answers H_FUNCTION. */
    public static HcallRow<Void> unserved(int opcode, String name, Offered offered) {
        List<ReturnCode> codes = List.of(ReturnCode.H_FUNCTION);
        return new HcallRow<>(opcode, name, offered, List.of(), List.of(), codes, "", Void.class, null);
    }

    /** This row with the names of its arguments in R4, R5, ... */
    public HcallRow<S> takes(String... names) {
        return new HcallRow<>(opcode, name, offered, List.of(names), outputs, codes, source, service, handler);
    }

    /** This row with the names of its output values in R4, R5, ... */
    public HcallRow<S> gives(String... names) {
        return new HcallRow<>(opcode, name, offered, arguments, List.of(names), codes, source, service, handler);
    }

    /** This row with its legal return codes. */
    public HcallRow<S> answers(ReturnCode... legal) {
        return new HcallRow<>(opcode, name, offered, arguments, outputs, List.of(legal), source, service, handler);
    }

    /** This row with its source. */
    public HcallRow<S> from(String where) {
        return new HcallRow<>(opcode, name, offered, arguments, outputs, codes, where, service, handler);
    }

    /** Whether a handler serves it. */
    public boolean isServed() {
        return handler != null;
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
}
