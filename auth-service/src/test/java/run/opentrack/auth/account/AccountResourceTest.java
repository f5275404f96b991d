package run.opentrack.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/** Bodies of the endpoints of mailed links and passwords; a valid one reaches its service. */
class AccountResourceTest {
    private String called;
    private final AccountResource resource = new AccountResource(null, new Passwords(), new Links(), null);

    @Test
    void pasted_token_and_email_are_trimmed_of_invisible_characters() {
        resource.reset(body("{\"token\": \"\ufeffabc\u200b\", \"new_password\": \" 123456 \"}"));
        assertThat(called).isEqualTo("reset abc [ 123456 ]");
        resource.confirm(body("{\"token\": \"\u00a0abc\"}"));
        assertThat(called).isEqualTo("confirm abc");
        resource.requestReset(body("{\"email\": \" ann@example.org\u200b\"}"));
        assertThat(called).isEqualTo("request ann@example.org");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "reset, `{}`, token new_password",
                "reset, `{\"token\": \"a\", \"new_password\": \"short\"}`, new_password",
                "confirm, `{\"token\": \"\u200b\"}`, token",
                "request, `{\"email\": \"an\u200bn@example.org\"}`, email",
                "change, `{\"current_password\": \"\"}`, current_password new_password"
            })
    void invalid_members_are_all_named(String endpoint, String body, String members) {
        Function<byte[], Uni<?>> call =
                switch (endpoint) {
                    case "reset" -> resource::reset;
                    case "confirm" -> resource::confirm;
                    case "request" -> resource::requestReset;
                    default -> resource::changePassword;
                };
        ApiException rejection = catchThrowableOfType(ApiException.class, () -> call.apply(body(body)));
        assertThat(rejection.status()).isEqualTo(422);
        assertThat(((List<?>) rejection.detail())
                        .stream().map(violation -> ((Violation) violation).loc().get(1)))
                .containsExactlyInAnyOrder((Object[]) members.split(" "));
        assertThat(called).isNull();
    }

    @Test
    void without_a_mail_server_no_reset_is_mailed() {
        SmtpSender sender = new SmtpSender(
                null, new AccountMailerTest.MailConfig(Optional.empty(), null, 0, Duration.ofSeconds(1)));
        AccountMailer mailer = new AccountMailer(sender, null, null);
        OneTimeLinkService service = new OneTimeLinkService(null, null, mailer, null, null, null);
        ApiException rejection =
                catchThrowableOfType(ApiException.class, () -> service.requestPasswordReset("ann@example.org"));
        assertThat(rejection.status()).isEqualTo(409);
    }

    private static byte[] body(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private final class Passwords extends PasswordService {
        private Passwords() {
            super(null, null, null, null, null, null, null, null);
        }

        @Override
        Uni<Void> reset(String token, String newPassword) {
            called = "reset " + token + " [" + newPassword + "]";
            return Uni.createFrom().voidItem();
        }
    }

    private final class Links extends OneTimeLinkService {
        private Links() {
            super(null, null, null, null, null, null);
        }

        @Override
        Uni<Void> confirm(String token) {
            called = "confirm " + token;
            return Uni.createFrom().voidItem();
        }

        @Override
        void requestPasswordReset(String email) {
            called = "request " + email;
        }
    }
}
