package dev.nestor.emulator.event;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The number of an event in every log, 1 to 254; explicit, never reused, also after the event is retired. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventId {
    /** The number, 1 to 254. */
    int value();

    /** One sentence for the reference page: when the machine states this event. */
    String says();

    /** The lowest level of a recording that keeps this event. */
    TraceLevel level() default TraceLevel.FULL;
}
