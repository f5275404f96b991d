package run.opentrack.tests.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.client.ApiClient;
import run.opentrack.client.ApiException;
import run.opentrack.client.api.CompetitionsApi;
import run.opentrack.client.api.TokensAndAccountsApi;
import run.opentrack.client.model.Account;
import run.opentrack.client.model.Competition;
import run.opentrack.client.model.CompetitionChange;
import run.opentrack.client.model.NewCompetition;
import run.opentrack.client.model.SignUp;
import run.opentrack.client.model.Token;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** The Java client that openapi-generator makes of the document, as its users would write with it. */
class JavaClientTest {
    private final TestAccounts people = new TestAccounts(TestSuites.shared());

    @Test
    void the_generated_client_signs_up_gets_a_token_creates_lists_changes_and_deletes() throws ApiException {
        ApiClient client = new ApiClient();
        client.updateBaseUri(people.anonymous().base());
        TokensAndAccountsApi accounts = new TokensAndAccountsApi(client);
        String email = UUID.randomUUID() + "@example.org";
        Account account = accounts.signUp(
                new SignUp().email(email).password(TestAccounts.PASSWORD).fullName("Java Client"));
        people.superuser().put("/api/v1/auth/accounts/" + account.getId() + "/groups/ADMIN_EST");
        Token token = accounts.issueToken(email, TestAccounts.PASSWORD, "password", null, null, null);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token.getAccessToken()));
        assertThat(new TokensAndAccountsApi(client).showMe().getGroups()).containsExactly("ADMIN_EST");
        exerciseClient(new CompetitionsApi(client));
    }

    private static void exerciseClient(CompetitionsApi competitions) throws ApiException {
        LocalDate day = LocalDate.of(2071, 5, 8);
        NewCompetition sent = new NewCompetition()
                .fullName(TestCompetitions.newName())
                .countryId("EST")
                .date(day)
                .latitude(59.4);
        Competition created = competitions.createCompetition(sent, null);
        assertThat(created.getFullName()).isEqualTo(sent.getFullName());
        ApiException duplicate =
                catchThrowableOfType(ApiException.class, () -> competitions.createCompetition(sent, null));
        assertThat(duplicate.getCode()).isEqualTo(409);
        List<Competition> listed = competitions.listCompetitions(
                List.of("EST"), day, day, null, null, null, null, null, null, null, null, null, null, null, null);
        assertThat(listed).contains(created);
        Competition changed =
                competitions.patchCompetition(created.getId(), new CompetitionChange().city("Tallinn"), null);
        assertThat(changed.getCity()).isEqualTo("Tallinn");
        competitions.deleteCompetition(created.getId(), null);
        ApiException gone =
                catchThrowableOfType(ApiException.class, () -> competitions.showCompetition(created.getId(), null));
        assertThat(gone.getCode()).isEqualTo(404);
    }
}
