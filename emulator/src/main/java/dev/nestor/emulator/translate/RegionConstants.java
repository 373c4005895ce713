package dev.nestor.emulator.translate;

import static org.objectweb.asm.Opcodes.GETSTATIC;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.Semantics;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.MethodVisitor;

/** What the code of a region names that is no number: final fields of its class, by number; the engine is the first. */
final class RegionConstants {
    private final MethodVisitor mv;
    private final String self;
    private final List<Object> values = new ArrayList<>();

    /** For the code of {@code mv} in the class {@code self}. */
    RegionConstants(MethodVisitor mv, String self, Translator engine) {
        this.mv = mv;
        this.self = self;
        values.add(engine);
    }

    /** All of them, by the number of their field. */
    List<Object> values() {
        return values;
    }

    /** Pushes {@code value}; returns its number. */
    int push(Object value) {
        values.add(value);
        pushAgain(values.size() - 1);
        return values.size() - 1;
    }

    /** Pushes the engine. */
    void pushEngine() {
        pushAgain(0);
    }

    /** Pushes the one with that number. */
    void pushAgain(int number) {
        mv.visitFieldInsn(GETSTATIC, self, "c" + number, "L" + typeOf(values.get(number)) + ";");
    }

    /** The internal name of the type that the field of {@code constant} has. */
    static String typeOf(Object constant) {
        if (constant instanceof Semantics) {
            return RegionEdges.SEMANTICS;
        }
        if (constant instanceof RegionCode) {
            return RegionEdges.CODE;
        }
        if (constant instanceof Link) {
            return RegionEdges.LINK;
        }
        if (constant instanceof BranchTargets) {
            return RegionEdges.TARGETS;
        }
        return constant instanceof Insn ? RegionEdges.INSN : RegionEdges.ENGINE;
    }
}
