package dev.nestor.emulator.event;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What one component of an event means, for the reference page and for printing. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Column {
    /** How the value reads. */
    Unit value();

    /** What it means, as one phrase without a full stop. */
    String says();
}
