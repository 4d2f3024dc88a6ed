package dev.minos.harness.link;

/** By what the links between clients and the server are struck. */
public enum LinkMeans {
    /** A TCP proxy for each client in the harness's process: anywhere, and before any system. */
    PROXY("proxy"),
    /** The kernel's packet filter, before a server of ours in a network namespace of its own: on Linux, as root. */
    NFTABLES("nftables");

    private final String word;

    LinkMeans(String word) {
        this.word = word;
    }

    /** Returns the word that names it in a config. */
    public String word() {
        return word;
    }
}
