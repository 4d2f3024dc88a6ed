package dev.minos.harness.run;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How far a campaign has come. Immutable.
 *
 * @param elapsed since the first operation; zero before it
 * @param duration how long the campaign lasts at most
 * @param attempts wire attempts that have ended
 * @param operationsMax logical operations after which it ends; empty when only time ends it
 */
public record Progress(Duration elapsed, Duration duration, long attempts, OptionalLong operationsMax) {}
