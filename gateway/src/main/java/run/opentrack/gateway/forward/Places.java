package run.opentrack.gateway.forward;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;

/**
 * How many requests of one event loop a replica has at once. So many it works for, so many more wait for that. An answer
 * that its client does not take is no work for the replica: it stands aside, and others have its place. When too many
 * stand aside, the one that has stood the longest is given up: thousands of clients that take nothing cost so many
 * connections and buffers, and nobody has to wait for them.
 */
final class Places {
    private final int most;
    private final int mostWaiting;
    private final int mostAside;
    private final Queue<Place> waiting = new ArrayDeque<>();
    private final Set<Place> aside = new LinkedHashSet<>();
    private int taken;

    /**
     * @param most that the replica works for
     * @param mostWaiting that wait for a place
     * @param mostAside whose clients do not take their answers
     */
    Places(int most, int mostWaiting, int mostAside) {
        this.most = most;
        this.mostWaiting = mostWaiting;
        this.mostAside = mostAside;
    }

    /** A place for a request, or null when too many wait. */
    Place ask(Runnable turn, Runnable givenUp) {
        if (taken >= most && waiting.size() >= mostWaiting) {
            return null;
        }
        return new Place(turn, givenUp);
    }

    private void next() {
        while (taken < most && !waiting.isEmpty()) {
            waiting.remove().take();
        }
    }

    /** One request's place. */
    final class Place {
        private final Runnable turn;
        private final Runnable givenUp;
        private State state = State.WAITING;

        private Place(Runnable turn, Runnable givenUp) {
            this.turn = turn;
            this.givenUp = givenUp;
        }

        /** Begins at once, or when it is its turn. */
        void enter() {
            if (taken < most) {
                take();
            } else {
                waiting.add(this);
            }
        }

        private void take() {
            state = State.TAKEN;
            taken++;
            turn.run();
        }

        /** The client takes no more for now. */
        void standAside() {
            if (state == State.TAKEN) {
                state = State.ASIDE;
                taken--;
                aside.add(this);
                if (aside.size() > mostAside) {
                    aside.iterator().next().givenUp.run();
                }
                next();
            }
        }

        /** The client takes more: what has begun need not wait again. */
        void comeBack() {
            if (state == State.ASIDE) {
                aside.remove(this);
                state = State.TAKEN;
                taken++;
            }
        }

        /** The request is over, as far as the replica is concerned. */
        void leave() {
            State before = state;
            state = State.LEFT;
            switch (before) {
                case WAITING -> waiting.remove(this);
                case ASIDE -> aside.remove(this);
                case TAKEN -> {
                    taken--;
                    next();
                }
                case LEFT -> {}
            }
        }
    }

    private enum State {
        WAITING,
        TAKEN,
        ASIDE,
        LEFT
    }
}
