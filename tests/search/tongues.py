"""Pages of an invented company in six languages, and what people ask in them: inflected, misspelt, without accents."""

from kb.model.article import Audience
from kb.model.search import Document

# language | title | issue | resolution, and below what people ask
_PAGES = """
de | Gehaltsabrechnung wird nicht angezeigt | Nach der Umstellung ist die Gehaltsabrechnung für März im Portal nicht zu sehen. | Die Lohnbuchhaltung hat den Lauf zu spät freigegeben; die Abrechnungen erscheinen am nächsten Morgen.
? ich sehe meine Gehaltsabrechnungen nicht mehr
? wo ist die Abrechnung vom Maerz
? gehalts abrechnung fehlt
? Lohnbuchhaltung hat Lauf nicht freigegeben
? Abrechnung Marz nicht angezeigt
de | Urlaubsantrag hängt beim früheren Vorgesetzten | Ein Urlaubsantrag wartet auf die Genehmigung eines Vorgesetzten, der die Firma verlassen hat. | Den Genehmigungsschritt an die neue Führungskraft übergeben.
? mein Urlaub wird nicht genehmigt
? Urlaubsanträge bleiben beim alten Chef haengen
? Antrag haengt bei frueherem Vorgesetzten
? neue Fuehrungskraft bekommt keine Urlaubsantraege
? Genehmigungen von Urlaub hangen
? Urlaubsgenehmigung fehlt
? Urlaub wartet auf Führungskraft
de | Kennwort lässt sich nicht zurücksetzen | Beim Zurücksetzen des Kennworts erscheint ein leeres Fenster. | Die Zwischenspeicher des Browsers löschen und die Seite neu laden.
? ich kann mein Kennwort nicht zuruecksetzen
? Kennwörter zurückgesetzt, aber Fenster ist leer
? leeres Fenster beim zurucksetzen
? muss ich den Browser-Zwischenspeicher loeschen
de | Bewerbungsunterlagen können nicht hochgeladen werden | Bewerber können Lebenslauf und Zeugnisse auf der Karriereseite nicht hochladen. | Nur Dateien unter fünf Megabyte im Format PDF werden angenommen.
? Bewerber kann keine Unterlagen hochladen
? hochladen vom Lebenslauf auf Karriereseite schlaegt fehl
? Lebenslaeufe werden nicht angenommen
? Zeugnis Hochladen geht nicht, Datei zu gross
de | Reisekosten werden doppelt erstattet | Eine Reisekostenabrechnung wurde zweimal ausgezahlt. | Die zweite Zahlung mit der Buchhaltung verrechnen.
? Reisekostenerstattung kam zweimal
? doppelte Zahlung der Reisekosten
? Reise doppelt ausgezahlt
? meine Reisekosten Abrechnung wurde zwei Mal bezahlt, zweite Zahlung zurück
de | Zeiterfassung zeigt falsche Überstunden | Im Zeitkonto stehen nach dem Wechsel der Abteilung falsche Überstunden. | Die Sollarbeitszeit in der Stelle berichtigen.
? falsche Ueberstunden nach Abteilungswechsel
? Uberstunden stimmen nicht
? Zeitkonten sind falsch
? Überstunde fehlt im Zeitkonto
? Arbeitszeit der Stelle berichtigen
fr | Le bulletin de paie n'apparaît pas | Depuis la migration, le bulletin de paie de mars n'est pas visible dans le portail. | La paie a été validée trop tard ; les bulletins apparaissent le lendemain.
? je ne vois plus mes bulletins de paie
? bulletin de salaire mars invisible, paie
? ou est mon bulletin de mars
? bulletins pas apparus dans le portail
fr | Demande de congé bloquée chez l'ancien responsable | Une demande de congé attend l'approbation d'un responsable qui a quitté l'entreprise. | Réaffecter l'étape d'approbation au nouveau responsable.
? mes demandes de congés sont bloquées
? demande de conge bloque ancien manager
? l'approbation des congés n'arrive pas au nouveau responsable
? réaffectation de l'approbation
fr | Impossible de réinitialiser le mot de passe | Une fenêtre vide s'affiche lors de la réinitialisation du mot de passe. | Vider le cache du navigateur et recharger la page.
? je n'arrive pas à reinitialiser mon mot de passe
? mots de passe fenêtres vides
? réinitialisation du mot de passe: page blanche, fenetre vide
? vidage du cache des navigateurs
fr | Le candidat ne peut pas télécharger son CV | Les candidats ne peuvent pas joindre leur curriculum sur le site carrières. | Seuls les fichiers PDF de moins de cinq mégaoctets sont acceptés.
? candidate ne peut joindre son curriculum
? telechargement du cv impossible
? fichier trop gros refusé sur le site carriere
? les candidates téléchargent leurs CVs sans succès
fr | Notes de frais remboursées deux fois | Une note de frais a été payée deux fois. | Compenser le second paiement avec la comptabilité.
? note de frais remboursee 2 fois
? double remboursement de mes frais
? les frais ont été payés deux fois
? paiements en double, compensation par la comptabilite
fr | Heures supplémentaires fausses dans le relevé | Après un changement de service, le relevé affiche de fausses heures supplémentaires. | Corriger l'horaire théorique du poste.
? heure supplementaire fausse
? mes heures supplémentaires sont fausses depuis que j'ai changé de service
? correction de l'horaire du poste
? relevés d'heures erronés après changement
es | La nómina no aparece | Desde la migración, la nómina de marzo no se ve en el portal. | El cálculo se aprobó tarde; las nóminas aparecen a la mañana siguiente.
? no veo mis nominas
? dónde está la nómina de marzo
? nomina no aparecio en el portal
? las nóminas no aparecen después de migrar
es | Solicitud de vacaciones bloqueada en el jefe anterior | Una solicitud de vacaciones espera la aprobación de un jefe que dejó la empresa. | Reasignar el paso de aprobación al nuevo responsable.
? mis solicitudes de vacaciones están bloqueadas
? solicitud vacacion jefe antiguo aprobacion
? no me aprueban las vacaciones, el jefe dejo la empresa
? reasignación de aprobaciones al responsable nuevo
es | No se puede restablecer la contraseña | Al restablecer la contraseña aparece una ventana vacía. | Borrar la memoria del navegador y cargar la página de nuevo.
? no puedo restablecer mi contrasena
? restableciendo contraseñas sale ventana vacia
? borrar memoria de los navegadores
? ventanas vacías al cambiar contraseña
es | El candidato no puede subir su currículum | Los candidatos no pueden adjuntar el currículum en la página de empleo. | Solo se aceptan archivos PDF de menos de cinco megas.
? candidatas no pueden subir curriculum
? subida del currículum falla
? archivo demasiado grande no aceptado en empleo
? adjuntar curriculums en paginas de empleo
es | Gastos de viaje reembolsados dos veces | Un informe de gastos se pagó dos veces. | Compensar el segundo pago con contabilidad.
? reembolso doble de gastos de viajes
? me pagaron dos veces el gasto
? informes de gastos pagados dos veces
? compensación del segundo pago
es | Horas extraordinarias incorrectas en el registro | Tras cambiar de departamento, el registro muestra horas extraordinarias incorrectas. | Corregir el horario teórico del puesto.
? hora extraordinaria incorrecta
? mis horas extraordinarias están mal después del cambio de departamento
? corrección del horario de los puestos
? registros de horas incorrectos
pt | O recibo de vencimento não aparece | Desde a migração, o recibo de vencimento de março não está visível no portal. | O processamento foi aprovado tarde; os recibos aparecem na manhã seguinte.
? não vejo os meus recibos de vencimento
? onde está o recibo de marco
? recibo nao apareceu no portal
? recibos de vencimentos invisíveis depois da migracao
pt | Pedido de férias bloqueado no antigo responsável | Um pedido de férias aguarda a aprovação de um responsável que saiu da empresa. | Reatribuir o passo de aprovação ao novo responsável.
? os meus pedidos de ferias estão bloqueados
? pedido férias parado no responsavel antigo
? aprovações de férias não chegam ao novo responsável
? reatribuição da aprovacao
pt | Não é possível repor a palavra-passe | Ao repor a palavra-passe aparece uma janela vazia. | Limpar a memória do navegador e carregar a página de novo.
? não consigo repor a palavra passe
? reposição de palavras-passe
? janelas vazias ao repor
? limpar memoria dos navegadores
pt | O candidato não consegue carregar o currículo | Os candidatos não conseguem anexar o currículo na página de emprego. | Só são aceites ficheiros PDF com menos de cinco megas.
? candidata não consegue anexar curriculo
? carregamento de currículos falha
? ficheiro muito grande não aceite na página de empregos
? anexar curriculos candidatos
pt | Despesas de viagem reembolsadas duas vezes | Um relatório de despesas foi pago duas vezes. | Compensar o segundo pagamento com a contabilidade.
? reembolso em dobro da despesa de viagens
? pagaram duas vezes as minhas despesas
? relatórios de despesas pagos duas vezes
? compensação do pagamento pela contabilidade
pt | Horas extraordinárias erradas no registo | Após mudar de departamento, o registo mostra horas extraordinárias erradas. | Corrigir o horário teórico do posto.
? hora extraordinaria errada
? as minhas horas extraordinárias estão erradas desde que mudei de departamento
? correção do horário dos postos
? registos de horas errados
de | Gehaltsabrechnung zeigt die falsche Steuerklasse | Auf der Abrechnung steht nach der Heirat noch die alte Steuerklasse. | Die Steuermerkmale berichtigen; der nächste Lauf zahlt die Differenz.
? Steuerklassen nach Heirat falsch
? alte Steuerklasse auf meiner Gehalts-Abrechnung
? Steuermerkmal stimmt nicht
? Abrechnungslauf zahlt Differenz nicht
de | Urlaubskonto stimmt nach der Umstellung nicht | Das Urlaubskonto zeigt weniger Tage als im alten System; der Resturlaub fehlt. | Den Übertrag des Resturlaubs nachladen.
? Resturlaubstage fehlen
? Urlaubskonten zeigen weniger Tage
? Übertragung vom Resturlaub
? Uebertrag aus altem System fehlt
de | Kennwort läuft zu früh ab | Die Meldung zum Ablauf des Kennworts kommt schon nach einer Woche. | Die Richtlinie für Kennwörter im Verzeichnis ändern.
? Kennwortrichtlinien zu streng
? Ablauf meiner Kennwoerter
? Kennwort laeuft staendig ab
? Verzeichnis Richtlinie aendern
de | Bewerber steht zweimal im System | Dieselbe Person hat zwei Profile, weil sie sich mit zwei Adressen beworben hat. | Die Profile zusammenführen und das ältere behalten.
? Bewerberprofile doppelt
? zwei Profile zusammenfuehren
? aelteres Profil behalten
? Bewerbungen mit zwei Adressen
de | Reisekostenantrag wegen fehlender Belege abgelehnt | Der Antrag kommt zurück, weil ein Beleg fehlt. | Den Ersatzbeleg ausfüllen und anhängen.
? Beleg verloren, Reisekosten abgelehnt
? Reisekostenanträge kommen zurück
? Ersatzbelege ausfuellen
? fehlender Beleg
de | Zeiterfassung am Terminal ausgefallen | Das Terminal am Werkstor nimmt keine Buchungen an. | Das Netzteil tauschen; fehlende Buchungen nachtragen.
? Terminals nehmen keine Zeitbuchungen an
? Buchung am Werkstor geht nicht
? Netzteile getauscht
? Zeiterfassungsterminal kaputt
fr | Le bulletin de paie affiche un mauvais taux d'impôt | Après le mariage, le bulletin indique encore l'ancien taux. | Corriger la situation familiale ; la paie suivante rembourse la différence.
? taux d'impots faux sur ma paie
? mauvais taux après mariage
? situations familiales à corriger
? le taux de l'impôt n'a pas changé
fr | Solde de congés incorrect après la migration | Le solde affiche moins de jours que l'ancien système ; les reports manquent. | Recharger le report de l'année précédente.
? mes soldes de conges sont incorrects
? il manque des jours de report
? reports non repris de l'annee precedente
? moins de jours de congé qu'avant
fr | Le mot de passe expire trop tôt | Le message d'expiration arrive après une semaine. | Modifier la règle des mots de passe dans l'annuaire.
? expiration de mon mot de passe
? les mots de passe expirent chaque semaine
? regles de l'annuaire
? messages d'expiration
es | La nómina muestra un tipo de retención equivocado | Tras la boda, la nómina indica todavía el tipo antiguo. | Corregir la situación familiar; la siguiente nómina devuelve la diferencia.
? retenciones equivocadas en mi nomina
? tipo de retencion tras la boda
? situaciones familiares
? la nómina no devolvió la diferencia
es | Saldo de vacaciones incorrecto tras la migración | El saldo muestra menos días que el sistema antiguo; faltan los días del año anterior. | Cargar de nuevo los días del año anterior.
? mis saldos de vacaciones son incorrectos
? faltan dias del año anterior
? menos dias de vacacion
? cargando los días otra vez
es | La contraseña caduca demasiado pronto | El aviso de caducidad llega después de una semana. | Cambiar la regla de contraseñas en el directorio.
? mis contraseñas caducan cada semana
? avisos de caducidad
? reglas del directorio
? contrasena caducada
pt | O recibo de vencimento mostra a taxa de imposto errada | Depois do casamento, o recibo indica ainda a taxa antiga. | Corrigir a situação familiar; o recibo seguinte devolve a diferença.
? taxas de impostos erradas
? taxa depois de casar, casamento
? situações familiares
? recibo não devolveu a diferenca
pt | Saldo de férias incorreto após a migração | O saldo mostra menos dias do que o sistema antigo; faltam os dias do ano anterior. | Carregar de novo os dias do ano anterior.
? saldos de ferias incorretos
? faltam dias do ano anterior
? menos dias no sistema
? carregando os dias de novo
pt | A palavra-passe expira demasiado cedo | O aviso de expiração chega depois de uma semana. | Alterar a regra das palavras-passe no diretório.
? as palavras-passe expiram todas as semanas
? avisos de expiracao
? regras do diretorio
? alteração da regra
en | Company car cannot be ordered | The order form for a company car does not open, and the bin for old forms is full. | Use the new order form.
? car
? order a company car
? recycle bin full
? is there a new car for me
en | Door does not open with the badge | The reader at the door shows a red light. | Write the badge's number to the reader again.
? door
? door reader red
? my door is broken
nl | Loonstrook niet zichtbaar | Door de migratie is de loonstrook van maart niet te zien. | De loonadministratie geeft hem morgen vrij.
? waar zijn mijn loonstroken
? loonstrook maart niet te zien door migratie
nl | Verlofaanvraag wacht op oude manager | De aanvraag wacht op de goedkeuring van een manager die weg is. | Geef de stap door aan de nieuwe manager.
? mijn verlof wordt niet goedgekeurd
? verlofaanvragen wachten
en | Payslip is not shown | Since the migration the payslip of March cannot be seen in the portal. | Payroll released the run late; the payslips appear the next morning.
? where are my payslips
? march payslip not visible in portal
? payroll released late
? my payslip does not appear
en | Vacation request stuck with the former manager | A vacation request waits for the approval of a manager who has left the company. | Reassign the approval step to the new manager.
? my vacations are not approved
? request stuck, old manager left
? approvals waiting for former managers
? reassigning an approval
en | The password cannot be reset | An empty window opens when the password is reset. | Clear the browser's cache and load the page again.
? cannot reset my password
? resetting passwords opens empty window
? clearing the cache of my browser
? empty windows
"""


def pages(*languages: str) -> tuple[Document, ...]:
    """Give the pages in these languages, or all; an id is the language and a number."""
    return tuple(document for document, _ in _read() if not languages or document.language in languages)


def questions(*languages: str) -> dict[str, str]:
    """Give what people ask of them: question → the id that answers it."""
    return {
        question: document.id
        for document, asked in _read()
        if not languages or document.language in languages
        for question in asked
    }


def _read() -> list[tuple[Document, list[str]]]:
    found: list[tuple[Document, list[str]]] = []
    for line in _PAGES.strip().split("\n"):
        if line.startswith("? "):
            found[-1][1].append(line.removeprefix("? "))
            continue
        language, title, issue, resolution = line.split(" | ")
        document = Document(
            id=f"{language}-{len(found):02}",
            title=title,
            url="",
            kind="page",
            audience=Audience.USERS,
            language=language,
            fields={"title": title, "issue": issue, "resolution": resolution},
        )
        found.append((document, []))
    return found
