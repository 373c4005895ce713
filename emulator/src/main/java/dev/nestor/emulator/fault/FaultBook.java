package dev.nestor.emulator.fault;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.event.TraceEvent.FaultArranged;
import dev.nestor.emulator.event.TraceEvent.FaultInjected;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The faults in force, in the order in which they were arranged. Whoever does a thing that a fault can spoil asks
 * {@link #strike} at that point: every rule that looks there counts one occurrence, and the first that is due strikes
 * and is stated as an event.
 */
public final class FaultBook implements Stateful {
    /** The guest or vCPU of a place that has none. */
    public static final long NOBODY = -1;

    @Derived("wiring")
    private final EventVoice voice;

    private final List<ArrangedFault> faults = new ArrayList<>();
    private final ContinueTokens tokens = new ContinueTokens();

    /** An empty book that states what strikes through {@code voice}. */
    public FaultBook(EventVoice voice) {
        this.voice = voice;
    }

    /**
     * What a fault could spoil.
     *
     * @param place as {@link FaultEffect} spells it
     * @param opcode of the hypercall; 0 where the place is none
     * @param l1Vcpu on which it happens
     * @param guest guest id or lpid, {@link #NOBODY} for none
     * @param l2Vcpu vCPU id or token, {@link #NOBODY} for none; of an interrupt of the L1, its vCPU
     * @param element name of the state element, empty for none
     * @param elementId its number, 0 for none
     */
    public record Place(String place, long opcode, int l1Vcpu, long guest, long l2Vcpu, String element, int elementId) {

        /** A place without an element. */
        public Place(String place, long opcode, int l1Vcpu, long guest, long l2Vcpu) {
            this(place, opcode, l1Vcpu, guest, l2Vcpu, "", 0);
        }
    }

    /** Whether no fault was ever arranged: then there is nothing to ask. */
    public boolean isEmpty() {
        return faults.isEmpty();
    }

    /** Whether one more rule finds room. */
    public boolean hasRoom() {
        return faults.size() < Limits.FAULT_RULES_MAX;
    }

    /** Puts a rule in force at {@code moment}; the caller has asked {@link #hasRoom}. */
    public void arrange(FaultRule rule, long moment) {
        faults.add(new ArrangedFault(rule));
        byte[] text = rule.toString().getBytes(StandardCharsets.US_ASCII);
        voice.begin(FaultArranged.TYPE, moment)
                .put(faults.size() - 1)
                .put(rule.effect().number())
                .end(text, 0, text.length);
    }

    /** The tokens of busy operations. */
    public ContinueTokens tokens() {
        return tokens;
    }

    /** {@code place} is reached at {@code moment}: the rule that strikes, or null. */
    public @Nullable FaultRule strike(FaultEffect.Kind kind, Place place, long moment) {
        FaultRule due = null;
        for (int i = 0; i < faults.size(); i++) {
            ArrangedFault fault = faults.get(i);
            boolean looks = fault.rule().looksAt(kind, place.place, place.guest, place.l2Vcpu, place.element);
            if (looks && fault.reach() && due == null) {
                due = fault.rule();
                fault.strike();
                state(i, fault, place, moment);
            }
        }
        return due;
    }

    private void state(int index, ArrangedFault fault, Place place, long moment) {
        voice.begin(FaultInjected.TYPE, moment)
                .put(place.l1Vcpu)
                .put(index)
                .put(fault.rule().effect().number())
                .put(place.opcode)
                .put(place.guest)
                .put(place.l2Vcpu)
                .put(place.elementId)
                .put(fault.reached())
                .end();
    }

    @Override
    public void save(StateWriter out) {
        out.putLong("fault_count", faults.size());
        for (ArrangedFault fault : faults) {
            byte[] text = fault.rule().toString().getBytes(StandardCharsets.US_ASCII);
            out.putBytes("rule", text, 0, text.length);
            out.putState("fault", fault);
        }
        out.putState("tokens", tokens);
    }

    @Override
    public void load(StateReader in) {
        faults.clear();
        int count = in.getCount("fault_count", Limits.FAULT_RULES_MAX);
        for (int i = 0; i < count; i++) {
            String text = new String(in.getBytes("rule"), StandardCharsets.US_ASCII);
            try {
                faults.add(new ArrangedFault(FaultRule.parse(text)));
            } catch (MalformedRuleException e) {
                throw new StateFormatException("saved fault rule " + i + ": " + e.getMessage());
            }
            in.getState("fault", faults.get(i));
        }
        in.getState("tokens", tokens);
    }
}
