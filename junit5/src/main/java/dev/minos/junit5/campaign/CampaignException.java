package dev.minos.junit5.campaign;

import org.jspecify.annotations.Nullable;

/** A campaign could not begin, or not go on. The message's first line says why. */
public final class CampaignException extends Exception {
    private static final long serialVersionUID = 1;

    public CampaignException(String message) {
        super(message);
    }

    public CampaignException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
