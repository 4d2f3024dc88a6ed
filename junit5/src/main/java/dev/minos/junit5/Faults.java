package dev.minos.junit5;

import dev.minos.junit5.campaign.MessageFault;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What befalls the calls of a {@link LinearizabilityTest}, in percent of them, and the system as a whole. A call is struck by one
 * fault at most. One that is configured and never strikes fails the test, for nothing was put to the test.
 */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Faults {
    /** Requests that are never sent. */
    double dropRequests() default 0;

    /** Responses that are lost when the request has been carried out: refusals too. */
    double dropResponses() default 0;

    /** Requests that are held up on their way, by {@link #delayAtMost}. */
    double delayRequests() default 0;

    /** Responses that are held up on their way, by {@link #delayAtMost}. */
    double delayResponses() default 0;

    /** The longest that a message is held up. */
    String delayAtMost() default "10ms";

    /** Requests that arrive twice, where their session says that they may. */
    double duplicates() default 0;

    /** Faults of one's own: classes with a constructor without parameters. */
    Class<? extends MessageFault>[] own() default {};

    /** How often, on average, one of the service's nemeses strikes, where it has any. */
    String nemesisEvery() default "500ms";

    /** How long a nemesis lasts, on average. */
    String nemesisLasts() default "200ms";
}
